import { BertForMaskedLM, type BertSettings, type ParameterValues } from '@cloze/bert'

/** The values of a masked language model that is drawn anew, but for those given. */
export async function drawnBut(settings: BertSettings, given: ParameterValues): Promise<ParameterValues> {
  const model = new BertForMaskedLM(settings)
  const drawn = new Map<string, Float32Array | Float64Array>()
  for (const [name, variable] of model.parameters()) drawn.set(name, Float32Array.from(await variable.data()))
  model.dispose()
  return new Map([...drawn, ...given])
}
