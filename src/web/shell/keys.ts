import { useEffect, useRef } from 'react';

/** Whether keys are being written into something, so that letters are no commands. */
const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A key of the whole page. Plain keys do nothing while somebody writes; with Ctrl (⌘) they do. */
export function useKey(key: string, act: () => void, { ctrl = false } = {}): void {
  const now = useRef(act);
  now.current = act;
  useEffect(() => {
    const listen = (e: KeyboardEvent) => {
      if (e.key.toLowerCase() !== key || e.altKey || e.isComposing) return;
      if (ctrl !== (e.ctrlKey || e.metaKey)) return;
      if (!ctrl && isWriting(e.target)) return;
      e.preventDefault();
      now.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [key, ctrl]);
}

/** What is pasted into the page while nobody writes into a field of it. */
export function usePaste(act: (text: string) => void): void {
  const now = useRef(act);
  now.current = act;
  useEffect(() => {
    const listen = (e: ClipboardEvent) => {
      const text = e.clipboardData?.getData('text/plain') ?? '';
      if (text !== '' && !isWriting(e.target)) now.current(text);
    };
    document.addEventListener('paste', listen);
    return () => document.removeEventListener('paste', listen);
  }, []);
}
