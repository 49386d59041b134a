// What a value hands to the kernel: hundreds of displays from one cell must all arrive.
import { createRequire } from "node:module";
import { afterEach, expect, test } from "vitest";
import { mimeType } from "../../src/ground/mime.js";
import { emit } from "../../src/node/cell.js";

const require = createRequire(import.meta.url);
const kernel = "/somewhere/tslab/dist/jupyter.js";

interface ZeroMq {
  readonly Publisher: new () => {
    bind(address: string): Promise<void>;
    send(message: string): Promise<void>;
    close(): void;
  };
}

afterEach(() => {
  delete require.cache[kernel];
});

test("a cell may show more than the 512 outputs that ZeroMQ sends in one tick", async () => {
  // tslab does not wait for one message to go before it hands over the next, and neither can a cell.
  const { Publisher } = createRequire(require.resolve("tslab"))("zeromq") as ZeroMq;
  const socket = new Publisher();
  await socket.bind("inproc://outputs");
  const sent: unknown[] = [];
  const lastWriteDisplayData = (display: { readonly data: unknown }) => {
    sent.push(display.data);
    void socket.send(JSON.stringify(display));
  };
  require.cache[kernel] = { exports: { lastWriteDisplayData } } as unknown as NodeJS.Module;
  for (let i = 0; i < 2000; i++) emit({ [mimeType.text]: `output ${i}` });
  expect(sent).toHaveLength(2000);
  socket.close();
});
