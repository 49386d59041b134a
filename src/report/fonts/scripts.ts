// Which font package on npm covers which script, emoji or symbol: what a build suggests, and what it looks at first.
import { holds, type Range, rangesOf } from "./ranges.js";

/** A kind of text, and the package that is suggested for it. */
export interface TextKind {
  /** As a sentence names it: "Han", "emoji". */
  readonly label: string;
  /** Package below @fontsource; undefined where we know none. */
  readonly packageId: string | undefined;
}

/** Scripts whose package is called "noto-sans-" and the script. */
const sans =
  "Adlam Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Brahmi Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Coptic Cuneiform Cypriot Cypro_Minoan Deseret Devanagari Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Gujarati Gunjala_Gondi Gurmukhi Hanifi_Rohingya Hanunoo Hatran Hebrew Imperial_Aramaic Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Kawi Kayah_Li Kharoshthi Khmer Khojki Khudawadi Lao Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nushu Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Sunuwar Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Telugu Thaana Thai Tifinagh Tirhuta Ugaritic Vai Vithkuqi Wancho Warang_Citi Yi Zanabazar_Square".split(
    " ",
  );

/** Scripts that Noto has with serifs only. */
const serif =
  "Ahom Dives_Akuru Dogra Khitan_Small_Script Makasar Old_Uyghur Tangut Tibetan Toto Yezidi".split(" ");

const others: Readonly<Record<string, string>> = {
  Latin: "noto-sans",
  Greek: "noto-sans",
  Cyrillic: "noto-sans",
  Han: "noto-sans-sc",
  Hiragana: "noto-sans-jp",
  Katakana: "noto-sans-jp",
  Hangul: "noto-sans-kr",
  Bopomofo: "noto-sans-tc",
  Braille: "noto-sans-symbols-2",
  Meroitic_Cursive: "noto-sans-meroitic",
  Meroitic_Hieroglyphs: "noto-sans-meroitic",
  Nko: "noto-sans-nko",
  Nyiakeng_Puachue_Hmong: "noto-serif-np-hmong",
  Phags_Pa: "noto-sans-phagspa",
  SignWriting: "noto-sans-signwriting",
};

/** Package by script; the order decides for a mark that several scripts share. */
const packages: ReadonlyMap<string, string> = new Map([
  ...Object.entries(others),
  ...sans.map((script) => [script, `noto-sans-${dashes(script)}`] as const),
  ...serif.map((script) => [script, `noto-serif-${dashes(script)}`] as const),
]);

function dashes(script: string): string {
  return script.toLowerCase().replaceAll("_", "-");
}

/** Common characters by block: where Noto keeps them. The first that holds a character decides. */
const blocks: readonly (readonly [label: string, packageId: string, ranges: readonly Range[]])[] = [
  [
    "East Asian punctuation",
    "noto-sans-sc",
    rangesOf("U+3000-303F,U+3190-319F,U+31C0-31EF,U+3200-33FF,U+FE10-FE1F,U+FE30-FE6F,U+FF00-FFEF"),
  ],
  [
    "punctuation and marks",
    "noto-sans",
    rangesOf(
      "U+2B0-36F,U+1AB0-1AFF,U+1D00-1DFF,U+2000-20CF,U+2C60-2C7F,U+2E00-2E7F,U+A640-A69F,U+A700-A7FF,U+FB00-FB06,U+FE20-FE2F",
    ),
  ],
  [
    "mathematics",
    "noto-sans-math",
    rangesOf(
      "U+2100-214F,U+2190-22FF,U+2320-2321,U+237C,U+239B-23B5,U+23D0,U+23DC-23E1,U+27C0-27FF,U+2900-2AFF,U+1D400-1D7FF",
    ),
  ],
  ["music", "noto-music", rangesOf("U+1D000-1D24F")],
  [
    "symbols",
    "noto-sans-symbols",
    rangesOf(
      "U+20D0-20FF,U+2150-218F,U+2300-230F,U+2311-2315,U+2317,U+2322-2323,U+2329-232A,U+2330-2331,U+2336-237B,U+237D-2394,U+2396-239A,U+23AF,U+23B6-23CE,U+23D1-23DB,U+23E2-23E8,U+2460-24FF,U+2600-26FF,U+271D-2721,U+276C-2793,U+1F100-1F1FF,U+1F700-1F77F",
    ),
  ],
  [
    "symbols",
    "noto-sans-symbols-2",
    rangesOf(
      "U+2300-23FF,U+2400-245F,U+25A0-25FF,U+2700-27BF,U+2800-28FF,U+2B00-2BFF,U+4DC0-4DFF,U+10100-101FF,U+1D2E0-1D2FF,U+1D360-1D37F,U+1F000-1F0FF,U+1F300-1FBFF",
    ),
  ],
];

const emoji =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}|[0-9#*]\ufe0f?\u20e3/u;
const pattern = new Map<string, RegExp | undefined>();

/** The kind of a cluster: by its first character that belongs to a script, an emoji or a block. */
export function kindOf(cluster: string): TextKind {
  if (emoji.test(cluster)) return { label: "emoji", packageId: "noto-emoji" };
  const [label, wide, ranges] = blocks[0] as (typeof blocks)[number];
  if (holds(ranges, cluster.codePointAt(0) ?? 0)) return { label, packageId: wide };
  const script = scriptOf(cluster);
  if (script !== undefined)
    return { label: script.replaceAll("_", " "), packageId: packages.get(script) as string };
  for (const character of cluster) {
    const code = character.codePointAt(0) ?? 0;
    const block = blocks.find(([, , ranges]) => holds(ranges, code));
    if (block !== undefined) return { label: block[0], packageId: block[1] };
  }
  if (/\p{Co}/u.test(cluster)) return { label: "the private use area", packageId: undefined };
  if (/\p{Cn}|\p{Cs}/u.test(cluster)) return { label: "no script (unassigned)", packageId: undefined };
  if (/\p{Extended_Pictographic}/u.test(cluster)) return { label: "emoji", packageId: "noto-emoji" };
  return { label: "other symbols", packageId: "noto-sans-symbols-2" };
}

/** The script whose own letter stands in the cluster, else the first that shares a mark of it. */
export function scriptOf(cluster: string): string | undefined {
  for (const property of ["Script", "Script_Extensions"]) {
    for (const script of packages.keys()) if (matcher(property, script)?.test(cluster)) return script;
  }
  return undefined;
}

/** Undefined for a script that this Node's Unicode does not know yet. */
function matcher(property: string, script: string): RegExp | undefined {
  const key = `${property}=${script}`;
  if (!pattern.has(key)) {
    try {
      pattern.set(key, new RegExp(`\\p{${key}}`, "u"));
    } catch {
      pattern.set(key, undefined);
    }
  }
  return pattern.get(key);
}
