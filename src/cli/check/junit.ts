// The result of a check as JUnit XML for CI; no times or host names, so that the same result gives the same file.
import { createRequire } from "node:module";
import type { Builder } from "junit-report-builder";
import type { CheckResult } from "./result.js";

const require = createRequire(import.meta.url);
/** By require: the package's CommonJS exports the builder itself, while its types claim a default inside it. */
const junit = require("junit-report-builder") as Builder;

/** One suite for the worked examples and one a notebook; a failing case carries what is wrong and what to do. */
export function junitXml({ examples, notebooks }: CheckResult): string {
  const builder = junit.newBuilder().name("flopbook check");
  const suite = builder.testSuite().name("worked examples");
  for (const { id, title, verdict, problem } of examples) {
    const test = suite.testCase().className("worked examples").name(`${id}: ${title}`);
    if (problem !== null) test.failure(problem, verdict ?? "not computed");
  }
  for (const { name, problems, values } of notebooks) {
    const cases = builder.testSuite().name(`notebook ${name}`);
    const runs = cases.testCase().className(name).name("runs and has a baseline");
    if (problems.length > 0) runs.failure(problems.join("\n"), "notebook");
    for (const value of values) {
      const test = cases.testCase().className(name).name(value.name);
      if (value.problem !== null) test.failure(value.problem, value.status);
    }
  }
  return builder.build();
}
