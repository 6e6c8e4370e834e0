import { parseDocuments, type ReadOptions, readDocuments } from '@cloze/mlm/corpus'
import { describe, expect, test } from 'vitest'
import { all, byteByByte, encoded, file, zipped } from './files.ts'

const read = (name: string, content: string, options?: ReadOptions) =>
  all(readDocuments([file(name, content)], options))

describe('what is no prose', () => {
  const bytes = (...parts: (string | number[])[]) =>
    Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? encoded(part) : part)]))
  const files: [string, Uint8Array, string][] = [
    ['page.html', bytes('<p>A page.'), 'page.html: HTML, which is not read as text; take its text out first'],
    ['feed.XML.gz', zipped(bytes('<a/>')), 'feed.XML.gz: XML, which'],
    ['page.txt', bytes('\uFEFF <!DOCTYPE html><p>A page.'), 'page.txt: HTML, which'],
    ['standard input', bytes('<?xml version="1.0"?><a/>'), 'standard input: XML, which'],
    [
      'a.parquet',
      bytes('PAR1'),
      'a.parquet: a binary table, which is not read as text; write it as JSON lines',
    ],
    [
      'a.txt',
      bytes([...'The cat sat.'].flatMap((letter) => [letter.charCodeAt(0), 0])),
      'a.txt: UTF-16, by its NUL',
    ],
    ['a.txt', bytes('%PDF-1.7\n'), 'a.txt: a PDF, which'],
    ['a.txt', bytes('PK', [3, 4]), 'a.txt: a ZIP archive, or a file of an office program, which'],
    ['a.docx', bytes('PK'), 'a.docx: a document of an office program, which'],
    [
      'a.txt',
      bytes('{"text": "a"}\n{"text": "b"}\n'),
      'a.txt: JSON, not prose: its first key is "text"; pass --text-field',
    ],
    ['a.txt', bytes(' [\n  {"te\\"xt": "a"}]'), 'a.txt: JSON, not prose'],
    ['a.txt', bytes('["one", "two"]'), 'a.txt: JSON, not prose'],
    ['notebook.ipynb', bytes('{\n "cells": []}'), 'notebook.ipynb: JSON, not prose'],
  ]
  for (const [name, content, says] of files)
    test(`${name} that begins ${JSON.stringify(String.fromCharCode(...content.slice(0, 12)))} is refused`, async () => {
      await expect(all(readDocuments([file(name, content)], { onInvalid: () => {} }))).rejects.toThrow(says)
      await expect(all(readDocuments([byteByByte(name, content)], { format: 'line' }))).rejects.toThrow(says)
      if (!name.endsWith('.gz')) expect(() => parseDocuments(content, name)).toThrow(says)
    })

  test('an archive of tar is told by its first header', async () => {
    const content = bytes('x'.repeat(257), 'ustar', '\nmore')
    await expect(all(readDocuments([file('a.txt', content)]))).rejects.toThrow('a.txt: a tar archive, which')
  })

  const prose = [
    '[1] A footnote.',
    '["Hello," she said.]',
    '{ in braces }',
    '<b> is bold.',
    '{"quoted"} words',
    'PARTS of a whole',
    'id,text\n1,one',
    'Peter said: {"a": 1}',
  ]
  for (const text of prose)
    test(`${JSON.stringify(text)} is prose, and stays it`, async () => {
      expect(await read('a.txt', text)).toEqual([text])
      expect(await read('a.md', text, { format: 'line' })).toEqual(text.split('\n'))
    })
})
