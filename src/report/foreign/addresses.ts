// Addresses in foreign markup: what may stay in a page that loads nothing, and pictures that travel inside theirs.
import { pictureType } from "../text/picture-bytes.js";

/** What an address in markup leads to, once disguises (spaces, control characters, case) are off. */
export type Address =
  | { readonly kind: "part"; readonly id: string }
  | { readonly kind: "link"; readonly href: string }
  | { readonly kind: "picture"; readonly src: string }
  | { readonly kind: "svg"; readonly markup: string }
  | { readonly kind: "other"; readonly shown: string };

/** Reads an address as a browser does. */
export function readAddress(written: string): Address {
  const address = bare(written);
  if (address.startsWith("#")) return { kind: "part", id: unescaped(address.slice(1)) };
  if (/^(?:https?:\/\/|mailto:)[^\s]/i.test(address)) return { kind: "link", href: address };
  const data = /^data:([^,;]*)((?:;[^,;]*)*),(.*)$/s.exec(address);
  if (data !== null) return dataAddress(data[1] ?? "", data[2] ?? "", data[3] ?? "");
  return { kind: "other", shown: shownAddress(address) };
}

function dataAddress(mime: string, parameters: string, body: string): Address {
  const type = mime.toLowerCase();
  const packed = /;base64$/i.test(parameters);
  if (type === "image/svg+xml") {
    const text = packed ? Buffer.from(unescaped(body), "base64").toString("utf8") : unescaped(body);
    return { kind: "svg", markup: text };
  }
  if (packed && type.startsWith("image/")) {
    const base64 = unescaped(body).replace(/\s/g, "");
    const found = pictureType(Buffer.from(base64, "base64"));
    if (/^[A-Za-z0-9+/]+=*$/.test(base64) && found !== undefined)
      return { kind: "picture", src: `data:${found};base64,${base64}` };
  }
  return { kind: "other", shown: `data:${type}` };
}

/** A font that travels inside its address. */
export function isFontData(address: string): boolean {
  return /^data:(?:font\/[\w+-]+|application\/(?:x-)?font-[\w-]+)(?:;[\w-]+=[\w-]+)*;base64,[A-Za-z0-9+/=\s]+$/i.test(
    address,
  );
}

/** Browsers drop these wherever they stand in an address. */
function bare(address: string): string {
  return [...address]
    .filter((character) => !/[\p{Cc}]/u.test(character))
    .join("")
    .trim();
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shownAddress(address: string): string {
  return address.length > 60 ? `${address.slice(0, 57)}...` : address;
}
