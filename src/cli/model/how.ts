// `flopbook model --how`: how a PyTorch network becomes a file that can be counted, without its weights.

const lines = `Any PyTorch network becomes a file of its graph without weights (fake tensors: no memory, no GPU, seconds):

  import torch
  from torch._subclasses.fake_tensor import FakeTensorMode
  with FakeTensorMode():
      model = Net()                                     # built in here, .eval() or .train() as it is to be counted
      program = torch.export.export(model, (torch.ones(8, 3, 224, 224),), strict=False)
      torch.export.save(program, "net.pt2")

  npx flopbook model net.pt2

A model of transformers takes its configuration, tokens, and no cache:

      model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained("org/name"))
      program = torch.export.export(model, (torch.ones(1, 128, dtype=torch.int64),), {"use_cache": False}, strict=False)

A batch that can be set later (--batch 32), and any other dimension (--dim "x[1]=512"):

      program = torch.export.export(model, (x,), strict=False, dynamic_shapes=({0: torch.export.Dim("batch")},))

Parameters that are tied under two names are told apart only in an export with weights, outside FakeTensorMode.

ONNX, where a program of another framework writes it (opset 18 or newer; structure only is read):

  torch.onnx.export(model, (x,), "net.onnx", dynamo=True)

  npx flopbook model net.onnx --dim batch=8
`;

/** The lines that export a network, as they are printed. */
export function how(): string {
  return lines;
}
