/** The one generator that is used: the package's index brings six more. */
declare module 'seedrandom/seedrandom.js' {
  import seedrandom from 'seedrandom'
  export default seedrandom
}
