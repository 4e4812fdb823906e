import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call } from '../../contract/client.ts';
import { thumbOf } from './thumb.ts';

/** A file on its way, or one that was refused and why. */
export interface Sent {
  readonly key: number;
  readonly name: string;
  readonly error?: unknown;
}

/** Sends files one after the other; each that is taken leaves the list, refused ones stay. */
export function useSending(subject: string) {
  const client = useQueryClient();
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const count = useRef(0);
  const tail = useRef(Promise.resolve());
  const one = async (file: File, key: number) => {
    try {
      const form = new FormData();
      const thumb = await thumbOf(file);
      if (thumb) form.set('thumb', thumb);
      form.set('file', file, file.name);
      await call('evidence.add', { params: { subject }, form });
      setSent((all) => all.filter((s) => s.key !== key));
      await client.invalidateQueries({ queryKey: ['evidence', subject] });
      await client.invalidateQueries({ queryKey: ['problem'] });
    } catch (error) {
      setSent((all) => all.map((s) => (s.key === key ? { ...s, error } : s)));
    }
  };
  const send = (files: Iterable<File>) => {
    for (const file of files) {
      const key = ++count.current;
      setSent((all) => [...all, { key, name: file.name }]);
      tail.current = tail.current.then(() => one(file, key));
    }
  };
  const forget = (key: number) => setSent((all) => all.filter((s) => s.key !== key));
  return { sent, send, forget };
}
