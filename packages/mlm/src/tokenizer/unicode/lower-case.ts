/** A character in lower case, whatever stands around it: the last sigma of a word is σ, as in Hugging Face's tokenizers. */
export const lowerCase = (character: string): string => (character === 'Σ' ? 'σ' : character.toLowerCase())
