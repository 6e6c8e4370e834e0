#!/usr/bin/env node
import { toTheEnd } from './process.ts'
import { run } from './program.ts'

await toTheEnd(() => run(process.argv.slice(2)))
