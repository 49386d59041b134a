// What a chart may read while it is drawn: files of the project and data: addresses, nothing else.
import { FlopbookError } from "../../ground/errors.js";

/** Bytes of a file by its address in a spec, relative to the notebook. Throws FlopbookError where it may not be read. */
export type ChartFiles = (address: string) => Uint8Array;

/** Files for a chart that has no place on a disk. */
export const noFiles: ChartFiles = (address) => {
  throw new FlopbookError(
    `${address}: this chart belongs to no folder, so it reads no files; put the data into the spec`,
  );
};

/** True for an address that leads out of the machine or names a protocol. */
export function isRemote(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(address.trim());
}

/** Throws FlopbookError where the address is not one of a file beside the notebook. */
export function localBytes(address: string, files: ChartFiles, what: string): Uint8Array {
  if (isRemote(address))
    throw new FlopbookError(
      `${what} ${address}: a report loads nothing from outside; save the file beside the notebook and name it by its relative path`,
    );
  try {
    return files(address);
  } catch (error) {
    if (error instanceof FlopbookError) throw new FlopbookError(`${what} ${error.message}`, { cause: error });
    throw error;
  }
}

/** Vega's loader over `files`. What it refuses is kept in `faults`, since Vega only warns of it. */
export function chartLoader(files: ChartFiles, faults: FlopbookError[]): object {
  const load = async (uri: unknown, options?: { readonly response?: string }): Promise<unknown> => {
    try {
      const address = String(uri);
      const bytes = /^data:/i.test(address) ? dataBytes(address) : localBytes(address, files, "data");
      return options?.response === "arraybuffer"
        ? bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
        : new TextDecoder().decode(bytes);
    } catch (error) {
      if (error instanceof FlopbookError) faults.push(error);
      throw error;
    }
  };
  const refuse = (uri: unknown): Promise<never> =>
    Promise.reject(new FlopbookError(`address ${String(uri)}: a report loads nothing from outside`));
  return { options: {}, load, sanitize: refuse, http: refuse, file: refuse };
}

/** The bytes of "data:text/csv;base64,…" or "data:text/csv,…". */
export function dataBytes(address: string): Uint8Array {
  const [, head = "", body = ""] = /^data:([^,]*),(.*)$/is.exec(address) ?? [];
  if (/;base64$/i.test(head)) return Buffer.from(body, "base64");
  try {
    return Buffer.from(decodeURIComponent(body), "utf8");
  } catch {
    throw new FlopbookError(`data ${address.slice(0, 40)}: not a data: address; encode it as base64`);
  }
}
