/** For someone who has Node and nothing else. */
const COMMAND = 'npx -y pnpm@12 cloze'

/** What to try with the model in the folder `out`. */
export const nextSteps = (out: string): string =>
  `The model is in ${out}: a Hugging Face folder. Next:
  ${COMMAND} fill-mask ${out} "the dogs that the cat sees [MASK]"
  ${COMMAND} evaluate ${out}
and with a text file of yours in the place of YOUR.txt, its documents parted by blank lines:
  ${COMMAND} pretrain --corpus YOUR.txt --model tiny --steps 600 --out runs/mine`
