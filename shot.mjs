import puppeteer from "puppeteer";
import { browsers } from "./dist/report/pdf/browser.js"; import { realEffects } from "./dist/report/effects.js"; import { browserHome } from "./dist/report/pdf/browser-home.js";
let b; for await (const f of browsers(realEffects())) { if (!f.executable) continue; const home = browserHome(f, realEffects());
 for (const own of [true,false]) { try { b = await puppeteer.launch({executablePath:f.executable, headless:"shell", pipe:true, userDataDir:home.profile, env:home.environment(own), args:["--no-sandbox","--disable-setuid-sandbox","--disable-gpu"]}); break; } catch(e){ console.error(String(e).slice(0,200)); } } if (b) break; }
const p = await b.newPage();
for (const [name, scheme, w] of [["light","light",1280],["dark","dark",1280],["phone","light",390]]) {
 await p.setViewport({width:w,height:900}); await p.emulateMediaFeatures([{name:"prefers-color-scheme",value:scheme}]);
 await p.goto("file://"+process.argv[2]); const y=process.argv[3]==="id"?await p.evaluate((i)=>document.getElementById(i).getBoundingClientRect().top+scrollY,process.argv[4]):+process.argv[3]; await p.screenshot({path:`/tmp/pc/shot-${name}.png`, clip:{x:w===390?0:280,y,width:w===390?390:760,height:1400}, captureBeyondViewport:true});
}
console.log(await p.evaluate(()=>[...document.images].map(i=>[i.src.slice(0,30),i.naturalWidth])));
await b.close();
