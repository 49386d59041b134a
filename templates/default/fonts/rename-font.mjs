// Gives a font our own family name: the Source fonts reserve theirs, and a subset is a modified version (OFL 1.1).

const STYLE = {
  "400 normal": "Regular",
  "600 normal": "SemiBold",
  "400 italic": "Italic",
  "600 italic": "SemiBold Italic",
};

/** The sfnt with its `name` table rewritten: copyright and licence kept, family, style and PostScript name ours. */
export function renamed(sfnt, { family, weight, style }) {
  const tables = readTables(sfnt);
  const old = readNames(tables.get("name"));
  const styleName = STYLE[`${weight} ${style}`];
  const postScript = `${family}-${styleName}`.replaceAll(" ", "");
  tables.set(
    "name",
    nameTable([
      [0, old.get(0) ?? ""],
      [1, family],
      [2, styleName],
      [3, postScript],
      [4, `${family} ${styleName}`],
      [6, postScript],
      [13, old.get(13) ?? "SIL Open Font License, Version 1.1"],
      [14, old.get(14) ?? "http://scripts.sil.org/OFL"],
    ]),
  );
  return writeTables(sfnt.readUInt32BE(0), tables);
}

function readTables(sfnt) {
  const count = sfnt.readUInt16BE(4);
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const at = 12 + 16 * i;
      const offset = sfnt.readUInt32BE(at + 8);
      return [
        sfnt.toString("latin1", at, at + 4),
        sfnt.subarray(offset, offset + sfnt.readUInt32BE(at + 12)),
      ];
    }),
  );
}

function readNames(table) {
  const names = new Map();
  const storage = table.readUInt16BE(4);
  for (let i = 0; i < table.readUInt16BE(2); i++) {
    const at = 6 + 12 * i;
    if (table.readUInt16BE(at) !== 3) continue; // Windows, UTF-16
    const start = storage + table.readUInt16BE(at + 10);
    const bytes = Buffer.from(table.subarray(start, start + table.readUInt16BE(at + 8))).swap16();
    names.set(table.readUInt16BE(at + 6), bytes.toString("utf16le"));
  }
  return names;
}

function nameTable(records) {
  const header = Buffer.alloc(6 + 12 * records.length);
  header.writeUInt16BE(records.length, 2);
  header.writeUInt16BE(header.length, 4);
  const strings = records.map(([, text]) => Buffer.from(text, "utf16le").swap16());
  let offset = 0;
  records.forEach(([id], i) => {
    // platform 3 (Windows), encoding 1 (Unicode), language 0x409, name id, length, offset
    writeWords(header, 6 + 12 * i, [3, 1, 0x409, id, strings[i].length, offset]);
    offset += strings[i].length;
  });
  return Buffer.concat([header, ...strings]);
}

function writeTables(version, tables) {
  const entries = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const power = Math.floor(Math.log2(entries.length));
  const header = Buffer.alloc(12 + 16 * entries.length);
  header.writeUInt32BE(version, 0);
  writeWords(header, 4, [entries.length, 16 * 2 ** power, power, 16 * (entries.length - 2 ** power)]);
  const bodies = entries.map(([, body]) => Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]));
  let offset = header.length;
  entries.forEach(([tag, body], i) => {
    const at = 12 + 16 * i;
    header.write(tag, at, "latin1");
    header.writeUInt32BE(checksum(bodies[i]), at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(body.length, at + 12);
    offset += bodies[i].length;
  });
  return Buffer.concat([header, ...bodies]);
}

function writeWords(buffer, at, words) {
  for (const [i, word] of words.entries()) buffer.writeUInt16BE(word, at + 2 * i);
}

function checksum(body) {
  let sum = 0;
  for (let i = 0; i < body.length; i += 4) sum = (sum + body.readUInt32BE(i)) >>> 0;
  return sum;
}
