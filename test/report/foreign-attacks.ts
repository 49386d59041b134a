// What hostile or careless markup looks like: strings that tried to leave, load, run or forge somewhere.

/** Markup by the trick it tries. Every one ends inside its box and leaves the page as it was. */
export const attacks: Readonly<Record<string, string>> = {
  "an unclosed comment": "<!-- swallow",
  "a comment that closes oddly": "<!--><img src=x onerror=alert(1)>-->",
  "a bogus comment": "<? swallow",
  "an unclosed textarea": "<textarea>",
  "an unclosed title": "<title>",
  "an unclosed plaintext": "<plaintext>",
  "an unclosed xmp": "<xmp>",
  "an unclosed noscript": "<noscript>",
  "an unclosed noembed": "<noembed>",
  "an unclosed noframes": "<noframes>",
  "an unclosed iframe": "<iframe>",
  "an unclosed template": "<template>",
  "an unclosed script": "<script>",
  "an unclosed style": "<style>",
  "an unclosed svg style": "<svg><style>",
  "an unclosed attribute": '<p title="',
  "an unclosed tag": "<p",
  "an unclosed CDATA section": "<svg><![CDATA[",
  "an unclosed select": "<select><option>",
  "an unclosed table": "<table><tr><td>",
  "loose cells": "<td>one<td>two",
  "end tags of the page": "</div></section></main></div></body></html><p>after",
  "a second body": '<body onload="alert(1)" style="position:fixed"><p>x',
  "a frameset": "<frameset><frame src=https://evil.example/></frameset>",
  "unclosed formatting": "<b><i><u><a href=https://x.example/>unclosed",
  "a script": "<script>alert(1)</script>",
  "a script in upper case": "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
  "a script split by another": "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "a script in SVG": "<svg><script>alert(1)</script></svg>",
  "a script in SVG by address": '<svg><script href="data:text/javascript,alert(1)"/></svg>',
  "a handler without space": '<img src="x"onerror="alert(1)">',
  "a handler after a slash": "<img/onerror=alert(1)/src=x>",
  "a handler in mixed case": "<b oNcLiCk=alert(1)>x</b>",
  "a handler in SVG": "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
  "a handler on details": "<details open ontoggle=alert(1)>x</details>",
  "a handler with a newline": "<p\nonmouseover\n=\nalert(1)>x</p>",
  "javascript in a link": '<a href="javascript:alert(1)">x</a>',
  "javascript with entities": '<a href="jav&#x09;ascript&colon;alert(1)">x</a>',
  "javascript after control characters": '<a href="&#1;&#14;  javascript:alert(1)">x</a>',
  "javascript in a vector link": '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  "javascript in MathML":
    '<math><maction href="javascript:alert(1)" actiontype="statusline">x</maction></math>',
  vbscript: '<a href="vbscript:msgbox(1)">x</a>',
  "a page in a link": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  "a remote picture": '<img src="https://evil.example/pixel.png" alt="words">',
  "a remote picture without scheme": "<img src=//evil.example/pixel.png>",
  "a remote picture with backslashes": "<img src='\\\\evil.example\\pixel.png'>",
  "a set of pictures": '<img srcset="https://evil.example/a.png 1x, //evil.example/b.png 2x">',
  "a picture element": '<picture><source srcset="https://evil.example/a.webp"><img src=data:,></picture>',
  "a picture of text": '<img src="data:text/html;base64,PHNjcmlwdD4=">',
  "an SVG picture with a script":
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>1</script><image href='https://evil.example/a.png'/></svg>\">",
  "a video": '<video poster="https://evil.example/p.png" src="https://evil.example/v.mp4"></video>',
  "an audio": '<audio autoplay><source src="https://evil.example/a.mp3"></audio>',
  "an old background":
    '<table background="https://evil.example/b.png"><tr><td background=//evil.example/c.png>x</table>',
  "a frame": '<iframe src="https://evil.example/" srcdoc="<script>alert(1)</script>"></iframe>',
  "an object": '<object data="https://evil.example/x.swf"><embed src="https://evil.example/x.swf"></object>',
  "a base": '<base href="https://evil.example/"><a href="x">x</a>',
  "a refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  "a style sheet": '<link rel="stylesheet" href="https://evil.example/x.css">',
  "a form":
    '<form action="https://evil.example/"><input name=q value=1><button formaction="//evil.example/">go</button></form>',
  "a ping": '<a href="https://x.example/" ping="https://evil.example/">x</a>',
  "a cited source": '<blockquote cite="https://evil.example/">x</blockquote>',
  "an import in a style":
    "<style>@import url(https://evil.example/x.css); @import 'https://evil.example/y.css';</style><p>x",
  "an address in a style": "<style>p{background:url(https://evil.example/a.png)}</style><p>x</p>",
  "an escaped address in a style": "<style>p{background:\\75 rl(https://evil.example/a.png)}</style><p>x</p>",
  "a set of images in a style":
    "<style>p{background:image-set('https://evil.example/a.png' 1x)}</style><p>x</p>",
  "a source in a style": "<style>p{background:src('https://evil.example/a.png')}</style><p>x</p>",
  "an address in a custom property":
    "<style>p{--x:url(https://evil.example/a.png);background:var(--x)}</style><p style='--y:url(//evil.example/);background:var(--y)'>x</p>",
  "an address in a style attribute": '<p style="background:u\\72l(https://evil.example/a.png)">x</p>',
  "a font from outside":
    "<style>@font-face{font-family:x;src:url(https://evil.example/f.woff2)}</style><p>x</p>",
  "a cursor from outside": "<p style='cursor:url(https://evil.example/c.cur),auto'>x</p>",
  "a fixed box": '<div style="position:fixed;inset:0;background:red;z-index:99999">forged</div>',
  "a fixed box by escapes": '<div style="p\\6fsition:f\\69xed;inset:0">forged</div>',
  "a sticky box in a style":
    "<style>div{position:sticky;top:0}div{position:-webkit-sticky}</style><div>x</div>",
  "a fixed box by a variable": "<style>div{--p:fixed;position:var(--p)}</style><div>x</div>",
  "style for the page":
    "<style>html,body,:root,*,.main,.verdict,#main,h2{display:none!important}</style><p>x</p>",
  "style beside the box": "<style>:root~*,:root+*,body~.main,html+div{display:none}</style><p>x</p>",
  "nested style beside the box":
    "<style>body{&+div{color:red} &~*{color:red} +p{color:red} .x &{color:red} :not(&){color:red}}</style><p>x</p>",
  "style that closes a rule too many": "<style>}}}body{display:none}</style><p>x</p>",
  "style with a closing tag": "<style>p::before{content:'</style><script>alert(1)</script>'}</style>",
  "vector style with a closing tag":
    "<svg><style>p::before{content:'&lt;/style>&lt;img src=x onerror=alert(1)>'}</style></svg>",
  "vector style in CDATA": "<svg><style><![CDATA[</style><img src=x onerror=alert(1)>]]></style></svg>",
  "a page rule":
    "<style>@page{size:1mm} @property --x{syntax:'*';inherits:false} @namespace url(x);</style><p>x</p>",
  "expressions of old browsers":
    "<p style='width:expression(alert(1));behavior:url(#x);-moz-binding:url(//evil.example/x.xml#y)'>x</p>",
  "paint from outside":
    '<svg><rect fill="url(https://evil.example/a.svg#b)" filter="url(//evil.example/#c)" mask="url(x.svg#m)"/></svg>',
  "use from outside":
    '<svg><use href="https://evil.example/a.svg#b"/><use xlink:href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
  "an image from outside":
    '<svg><image href="https://evil.example/a.png"/><feImage xlink:href="//evil.example/a.png"/></svg>',
  "animation of an address":
    '<svg><a><animate attributeName=href values="javascript:alert(1)"/><set attributeName="xlink:href" to="javascript:alert(1)"/><text>x</text></a></svg>',
  "HTML in a drawing":
    "<svg><foreignObject><iframe src=https://evil.example/></iframe><p onclick=alert(1)>x</p></foreignObject></svg>",
  "a mutation by MathML":
    '<math><mi><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  "a mutation by a form": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  "a mutation by a title": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  "a mutation by annotation":
    '<math><annotation-xml encoding="text/html"><style></style></annotation-xml><svg><style><img src=x onerror=alert(1)></style></svg></math>',
  "a mutation by noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "a mutation by tables": "<table><a><table><a><img src=x onerror=alert(1)>",
  "a mutation by nested links": "<a><table><tr><td><a><svg><desc><b><a>x",
  "a forged verdict":
    '<p class="verdict badge agrees" id="main" data-verdict="x" role="alert"><b>agrees</b></p>',
  "forged headings":
    '<h1 id="provenance">Verified</h1><h2>Conclusion</h2><div role="heading" aria-level="1">x</div>',
  "forged landmarks":
    "<main><nav class=toc><header><aside class=note><section id=references>x</section></aside></header></nav></main>",
  "names that clobber":
    '<img name="getElementById"><a id="body" name="cookie">x</a><form id="document"></form>',
  "a keyboard trap":
    "<p contenteditable autofocus tabindex=1 accesskey=a popover draggable=true>x</p><dialog open>x</dialog>",
  "control characters": "a\u0007b\u001b[31mc\u009bd\u0000e\ud800f",
  "a shadow root":
    "<div><template shadowrootmode=open><style>*{display:none}</style><slot></slot></template>x</div>",
  "a portal":
    "<portal src=https://evil.example/></portal><fencedframe src=https://evil.example/></fencedframe>",
  "processing instructions":
    '<?xml-stylesheet href="https://evil.example/x.css"?><!DOCTYPE html SYSTEM "https://evil.example/"><p>x</p>',
};
