// Every model of the zoo and every file of models through every command, on 1, 8, 10 and 64 devices: an answer, or a
// clear word. Here each model meets one number of devices in turn; FLOPBOOK_EVERY=1 asks all of them.
import { expect, test } from "vitest";
import { ran } from "./command.js";
import {
  counts,
  faultOf,
  filesFrom,
  isRefusal,
  modelFiles,
  questions,
  questionsOfModel,
  zoo,
} from "./every-model.js";

const all = process.env.FLOPBOOK_EVERY === "1";
const patience = all ? 7_200_000 : 600_000;

/** The numbers of devices that a model meets in this run. */
function countsFor(at: number): readonly number[] {
  return all ? counts : counts.filter((_, i) => i === at % counts.length);
}

/** Every other question, so that two models that follow each other meet all of them. */
function taken(asked: readonly (readonly string[])[], at: number): readonly (readonly string[])[] {
  return all ? asked : asked.filter((_, i) => i % 2 === at % 2);
}

async function faultsOf(
  asked: readonly (readonly string[])[],
  mayRefuse: boolean,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const words of asked) {
    const answer = await ran(words);
    const refused = answer.code === 2 && !(mayRefuse && isRefusal(answer));
    const fault = refused ? "refused" : faultOf(answer);
    if (fault !== undefined)
      faults.push(`${words.join(" ")}: ${fault}: ${answer.err || answer.out.slice(0, 200)}`);
  }
  return faults;
}

/** Serving refuses a number of devices that does not divide the heads; nothing else that is asked here can be wrong. */
const mayBeRefused = (words: readonly string[]) => words[0] === "serve";

test(
  "every language model of the zoo answers every command",
  async () => {
    const models = (await zoo()).filter(({ reads }) => reads !== "images");
    expect(models.length).toBeGreaterThan(40);
    for (const [at, { id }] of models.entries()) {
      const whole = [...questionsOfModel(id), ...countsFor(at).flatMap((count) => questions(id, count))];
      const asked = taken(whole, at);
      expect(
        await faultsOf(
          asked.filter((words) => !mayBeRefused(words)),
          false,
        ),
      ).toEqual([]);
      expect(await faultsOf(asked.filter(mayBeRefused), true)).toEqual([]);
    }
  },
  patience,
);

test(
  "every image model of the zoo is counted, and told what answers for it elsewhere",
  async () => {
    const models = (await zoo()).filter(({ reads }) => reads === "images");
    expect(models.length).toBeGreaterThan(60);
    for (const [at, { id }] of models.entries()) {
      const [model = [], ...others] = questionsOfModel(id);
      if (all || at % 8 === 0) expect(await faultsOf([model], false)).toEqual([]);
      for (const words of [...others, ...countsFor(at).flatMap((count) => questions(id, count))]) {
        const { code, out, err } = await ran(words);
        expect({ code, out, err }).toEqual({
          code: 1,
          out: "",
          err: expect.stringMatching(/got a network that reads images; .*`flopbook model` counts this one/),
        });
      }
    }
  },
  patience,
);

test(
  `every file of models answers every command or is refused by name: ${filesFrom}`,
  async () => {
    expect(modelFiles.length).toBeGreaterThan(6);
    const faults: string[] = [];
    for (const [at, file] of modelFiles.entries()) {
      // every third file in turn with the numbers of devices, all of them when told to
      if (!all && at % 3 !== 0) continue;
      const whole = [...questionsOfModel(file), ...countsFor(at).flatMap((count) => questions(file, count))];
      const asked = taken(whole, at);
      const [first = []] = asked;
      const answer = await ran(first);
      // what cannot be read is refused alike by all commands: one of them is asked
      const unread = answer.code === 2 && isRefusal(answer);
      faults.push(...(await faultsOf(unread ? asked.slice(0, all ? 7 : 2) : asked, true)));
    }
    expect(faults).toEqual([]);
  },
  patience,
);
