// Hugging Face configs: parameters against models that the transformers library instantiated.
import { describe, expect, it } from "vitest";
import { fromConfig, parameters } from "../../src/index.js";

describe("a Hugging Face config", () => {
  it("takes the library's defaults for missing keys", () => {
    // GPT2LMHeadModel(GPT2Config()) and LlamaForCausalLM(LlamaConfig()) of transformers 5.18.
    expect(parameters(fromConfig({ model_type: "gpt2" })).value).toBe(124_439_808);
    expect(parameters(fromConfig({ model_type: "llama" })).value).toBe(6_738_415_616);
  });

  it("names the known model types for an unknown one", () => {
    expect(() => fromConfig({ model_type: "lama" })).toThrow(
      /config: unknown model_type, got "lama"; did you mean "llama"\?; known are bert, bloom/,
    );
  });
});
