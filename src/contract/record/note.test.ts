import { utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { createSigner, signerText } from '../../server/record/keys.ts';
import { commitmentTo, leafOf } from './leaf.ts';
import {
  checkpointText,
  keyText,
  noteText,
  parseCheckpoint,
  parseKey,
  parseNote,
  signedAt,
  timed,
} from './note.ts';

/** Key and note published with the reference implementation of signed notes. */
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  secret: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};

describe('signed notes', () => {
  const note = `${published.text}\n${published.line}`;

  it('verify and are made as published', () => {
    const key = parseKey(published.key)!;
    expect(keyText(key)).toBe(published.key);
    expect(signedAt(parseNote(note)!, key)).toBe(0);
    const signer = createSigner(published.secret)!;
    expect(signerText(signer)).toBe(published.secret);
    const signatures = [signer.sign(published.text)];
    expect(noteText({ text: published.text, signatures })).toBe(note);
  });

  it('do not verify when text, name or signature differ', () => {
    const key = parseKey(published.key)!;
    const signed = (source: string) => {
      const parsed = parseNote(source);
      return parsed && signedAt(parsed, key);
    };
    expect(signed(note.replace('answer', 'Answer'))).toBeUndefined();
    expect(signed(note.replace('— Peter', '— Pieter'))).toBeUndefined();
    expect(signed(note.replace('x08go/ZJ', 'x08go/ZK'))).toBeUndefined();
    for (const broken of [published.text, note.slice(0, -1), note.replace('x08', '*'), ''])
      expect(parseNote(broken)).toBeUndefined();
    for (const key of [published.key.replace('c74f', 'c74e'), `${published.key}A`, 'a+b+c', ''])
      expect(parseKey(key)).toBeUndefined();
  });

  it('with a time say when, and only for the text they are about', () => {
    const signer = createSigner(published.secret)!;
    const text = checkpointText({ origin: 'PeterNeumann', size: 3, root: new Uint8Array(32) });
    const note = { text, signatures: [signer.sign(text), signer.sign(text, 1_772_438_400)] };
    expect(signedAt(note, timed(signer.key))).toBe(1_772_438_400);
    expect(signedAt({ ...note, text: text.replace('3', '4') }, timed(signer.key))).toBeUndefined();
    expect(parseNote(noteText(note))).toEqual(note);
  });
});

describe('checkpoints', () => {
  it('read back, and nothing else is read as one', () => {
    const checkpoint = {
      origin: 'a.example/log',
      size: 20_852_163,
      root: utf8ToBytes('r'.repeat(32)),
    };
    const text = checkpointText(checkpoint);
    expect(parseCheckpoint(text)).toEqual(checkpoint);
    for (const bad of [text.replace('\n2', '\n02'), text.replace('c', '*'), 'a\n1\n', ''])
      expect(parseCheckpoint(bad)).toBeUndefined();
  });
});

describe('the leaf of an entry', () => {
  const fields = {
    id: '019cb000-0000-7000-8000-000000000001',
    at: '2026-03-02T08:00:00.000000Z',
    actor: 'service:shiji',
    act: 'org.create',
    subject: 'org:1',
    org: 'o',
    algorithm: 'sha256',
    commitment: Uint8Array.of(1, 255),
  };

  it('is the text that is documented', () => {
    expect(new TextDecoder().decode(leafOf(fields))).toBe(
      '{"act":"org.create","actor":"service:shiji","at":"2026-03-02T08:00:00.000000Z",' +
        '"commitment":"sha256:01ff","form":"shiji-entry/1","id":"019cb000-0000-7000-8000-000000000001",' +
        '"org":"o","subject":"org:1"}',
    );
  });

  it('commits to contents with a salt of one length only', () => {
    const salt = new Uint8Array(32);
    expect(commitmentTo('sha256', salt, 'a')).toHaveLength(32);
    expect(commitmentTo('sha256', salt.slice(1), '\0a')).toBeUndefined();
    expect(commitmentTo('md5', salt, 'a')).toBeUndefined();
  });
});
