// Runs in the browser: whatever is wider than the printed page is made to fit, each thing alone.
import type { Box } from "./dom.js";

/** The room on paper, px, and how small print may become before a page is turned or a table split. */
export interface Room {
  readonly width: number;
  readonly height: number;
  readonly turnedWidth: number;
  readonly turnedHeight: number;
  readonly smallest: number;
}

/** Splits a table by columns (split-table.ts); handed in, since a function of another file has no name in the browser. */
export type Split = (table: Box, width: number) => Box[];

/**
 * Fits tables, formulas, pictures and printed lines into the page: first the margin column is used too, then the thing
 * is scaled down to `smallest`, then its block gets a turned page, then a table is split by columns; the last resort
 * is a scale below `smallest`. Returns how many blocks got a turned page.
 */
export function fitPage(room: Room, split: Split): number {
  const turned = new Set<Box>();
  for (const pre of all("pre.out, .failure pre")) keepLines(pre, room);
  for (const picture of all("svg, img")) fitPicture(picture, room, turned);
  for (const table of all("table")) {
    if (table.parentElement?.closest("table") === null) fitTable(table, room, turned, split);
  }
  for (const formula of all(".katex-display > .katex")) fitThing(formula, room, turned);
  for (const block of all("body *")) {
    if (turned.has(block) || [...turned].some((one) => one.contains(block))) continue;
    const { right, width } = block.getBoundingClientRect();
    if (width > 0 && right > room.width + 1 && !hidden(block)) fitBlock(block, room);
  }
  for (const block of turned) {
    block.style.page = "flop-turned";
    for (const head of headsOf(block)) head.style.page = "flop-turned";
  }
  return turned.size;
}

function all(selector: string): Box[] {
  return Array.from(document.querySelectorAll(selector));
}

function hidden(box: Box): boolean {
  return (
    box.closest(".vh, .skip, .katex-mathml, svg *") !== null || getComputedStyle(box).visibility === "hidden"
  );
}

/** The block of the page that holds the thing: a child of a section or of the main column. */
function blockOf(thing: Box): Box {
  let block = thing;
  for (let box: Box | null = thing; box !== null; box = box.parentElement) {
    if (box.parentElement?.matches("section, main, .main, body") === true) return box;
    block = box;
  }
  return block;
}

/** Headings right before the block, which go with it. */
function headsOf(block: Box): Box[] {
  const heads: Box[] = [];
  let before = block.previousElementSibling;
  for (; before?.matches("h2, h3, h4, h5, h6, .minor") === true; before = before.previousElementSibling) {
    heads.push(before);
  }
  return heads;
}

/** By how much the thing reaches beyond the inner edge of what holds it, px; less than one does not count. */
function excess(thing: Box, edge = rightEdge(thing.parentElement)): number {
  const { left } = thing.getBoundingClientRect();
  const over = left + contentWidth(thing) - edge;
  return over < 1 ? 0 : over;
}

function contentWidth(thing: Box): number {
  return Math.max(
    thing.getBoundingClientRect().width,
    thing.matches("svg, img, table") ? 0 : innerWidth(thing),
  );
}

/** How far the insides of a formula or a line reach, which may be more than its box. */
function innerWidth(thing: Box): number {
  const { left } = thing.getBoundingClientRect();
  const parts = Array.from(thing.querySelectorAll("*"));
  return parts.reduce((most, part) => {
    // KaTeX lets the last column of a stack, which is blank, hang over by 2 px: at the edge stand the numbers of rows;
    // and it cuts roots and braces out of drawings 400 em long
    if (part.closest(".katex-mathml, .vh, .vlist-s, svg") !== null || part.matches(".vlist-t, .vlist-r"))
      return most;
    return Math.max(most, part.getBoundingClientRect().right - left);
  }, 0);
}

function rightEdge(holder: Box | null): number {
  if (holder === null) return Number.POSITIVE_INFINITY;
  const { paddingRight = "0", borderRightWidth = "0" } = getComputedStyle(holder);
  return (
    holder.getBoundingClientRect().right -
    Number.parseFloat(paddingRight) -
    Number.parseFloat(borderRightWidth)
  );
}

/** The block reaches over the margin column, below its notes. */
function widen(block: Box, { width }: Room): void {
  const { right } = block.getBoundingClientRect();
  const { marginRight = "0" } = getComputedStyle(block);
  if (block.closest(".note, li, blockquote, .callout") !== null || right >= width - 1) return;
  block.style.marginRight = `${Number.parseFloat(marginRight) - (width - right)}px`;
  block.style.clear = "right";
}

/** Scales the thing alone until it fits, down to `least` of its size; true when it fits. */
function scale(thing: Box, least: number): boolean {
  if (excess(thing) === 0) return true;
  const edge = rightEdge(thing.parentElement);
  for (let tries = 0; tries < 12; tries++) {
    const { left } = thing.getBoundingClientRect();
    const now = Number.parseFloat(thing.style.zoom || "1");
    const next = Math.floor(now * Math.min(0.99, (edge - left) / contentWidth(thing)) * 1000) / 1000;
    if (next < least || !(next > 0)) break;
    thing.style.zoom = String(next);
    if (excess(thing) === 0) return true;
  }
  thing.style.zoom = "";
  return false;
}

/** What fits neither the column nor the page upright: scaled, turned, or at last scaled below what reads well. */
function fitThing(thing: Box, room: Room, turned: Set<Box>): void {
  if (excess(thing) === 0) return;
  const block = blockOf(thing);
  widen(block, room);
  if (scale(thing, room.smallest)) return;
  turn(block, room, turned);
  if (!scale(thing, room.smallest)) scale(thing, 0.01);
}

/** The block is laid out as wide as a turned page is. */
function turn(block: Box, room: Room, turned: Set<Box>): void {
  turned.add(block);
  Object.assign(block.style, { marginRight: "0", maxWidth: "none", width: `${room.turnedWidth}px` });
}

function unturn(block: Box, room: Room, turned: Set<Box>): void {
  turned.delete(block);
  Object.assign(block.style, { maxWidth: "", width: "" });
  widen(block, room);
}

function fitTable(table: Box, room: Room, turned: Set<Box>, split: Split): void {
  if (excess(table) === 0) return;
  for (const cell of Array.from(table.querySelectorAll("th, td"))) breakLongWords(cell);
  if (excess(table) === 0) return;
  const block = blockOf(table);
  widen(block, room);
  if (scale(table, room.smallest)) return;
  turn(block, room, turned);
  if (scale(table, room.smallest)) return;
  unturn(block, room, turned);
  const across = rightEdge(table.parentElement) - table.getBoundingClientRect().left;
  for (const part of split(table, across)) {
    if (!scale(part, room.smallest)) {
      if (!turned.has(block)) turn(block, room, turned);
      scale(part, 0.01);
    }
  }
}

/** Addresses, hashes and the like may break in a cell, which keeps some width. */
function breakLongWords(cell: Box): void {
  const longest = Math.max(...cell.textContent.split(/\s+/).map((word) => word.length));
  if (longest > 24)
    Object.assign(cell.style, { overflowWrap: "anywhere", whiteSpace: "normal", minWidth: "12em" });
}

/** A picture keeps its proportions; one whose drawing would become too small gets a turned page. */
function fitPicture(picture: Box, room: Room, turned: Set<Box>): void {
  if (picture.parentElement?.closest("svg, .katex, button, .badge") !== null) return;
  const natural = Number.parseFloat(picture.getAttribute("width") ?? "");
  const { width, height } = picture.getBoundingClientRect();
  if (width === 0) return;
  if (natural > 0 && room.width / natural < room.smallest && natural / Math.max(height, 1) > 1.2) {
    turn(blockOf(picture), room, turned);
  } else fitThing(picture, room, turned);
  const now = picture.getBoundingClientRect();
  const most = (turned.has(blockOf(picture)) ? room.turnedHeight : room.height) * 0.9;
  if (now.height > most) picture.style.zoom = String(Math.floor((most / now.height) * 1000) / 1000);
}

/** Printed lines stay whole where a smaller size suffices; else they wrap. */
function keepLines(pre: Box, room: Room): void {
  pre.style.whiteSpace = "pre";
  const lines = Array.from(pre.children)[0] ?? pre;
  const share = () => {
    const { left, width } = lines.getBoundingClientRect();
    return (rightEdge(pre) - left) / width;
  };
  if (share() >= 1) return;
  widen(blockOf(pre), room);
  if (share() >= 1) return;
  if (share() >= room.smallest) pre.style.zoom = String(Math.floor(share() * 990) / 1000);
  else pre.style.whiteSpace = "";
}

/** Anything else that reaches beyond the page: scaled from its outermost block that does. */
function fitBlock(block: Box, room: Room): void {
  const { left } = block.getBoundingClientRect();
  for (let tries = 0; tries < 6; tries++) {
    const { right } = block.getBoundingClientRect();
    if (right <= room.width + 1) return;
    const now = Number.parseFloat(block.style.zoom || "1");
    const next = Math.floor(now * Math.min(0.99, (room.width - left) / (right - left)) * 1000) / 1000;
    if (!(next > 0)) return;
    block.style.zoom = String(next);
  }
}

/** Every function of this file, for `inPage`: in the browser they call each other by name. */
export const fitPageParts: readonly unknown[] = [
  fitPage,
  all,
  hidden,
  blockOf,
  headsOf,
  excess,
  contentWidth,
  innerWidth,
  rightEdge,
  widen,
  scale,
  fitThing,
  turn,
  unturn,
  fitTable,
  breakLongWords,
  fitPicture,
  keepLines,
  fitBlock,
];
