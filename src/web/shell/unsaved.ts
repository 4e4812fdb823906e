import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { createContext, useCallback, useContext, useEffect, useId } from 'react';
import { useT } from './language.tsx';

/** Tells what is around a form whether something in it is written and not saved. */
export const UnsavedInside = createContext<((form: string, unsaved: boolean) => void) | undefined>(
  undefined,
);

/** A question stands: one at a time, however often the browser's button is pressed meanwhile. */
let asking = false;
/** It was just answered with leaving: several forms on a page do not ask one after the other. */
let leaving = false;

/** Asks whether what was written may be lost: true when it may. */
export function useAskUnsaved(): () => Promise<boolean> {
  const t = useT();
  const { modal } = App.useApp();
  return useCallback(async () => {
    if (leaving) return true;
    if (asking) return false;
    asking = true;
    try {
      leaving = await modal.confirm({
        title: t('web.unsaved'),
        content: t('web.unsaved-what'),
        okText: t('web.unsaved-leave'),
        cancelText: t('web.unsaved-stay'),
        // A key pressed once more by mistake stays.
        autoFocusButton: 'cancel',
      });
      setTimeout(() => {
        leaving = false;
      });
      return leaving;
    } finally {
      asking = false;
    }
  }, [modal, t]);
}

interface Place {
  readonly pathname: string;
  readonly search: object;
}

/**
 * Whether going from one address to another may take away what is written: it is another page, or
 * something else stands open on this one. The unit of the frame (`at`) never does.
 *
 * @param beside fields of the address that change while the form stays
 */
export function leaves(now: Place, next: Place, beside: readonly string[] = []): boolean {
  if (now.pathname !== next.pathname) return true;
  const [a, b] = [now.search, next.search] as Record<string, unknown>[];
  return Object.keys({ ...a, ...b }).some(
    (k) => k !== 'at' && !beside.includes(k) && JSON.stringify(a![k]) !== JSON.stringify(b![k]),
  );
}

/**
 * Asks before what was written is lost: when another page or something else on this page is opened,
 * by the browser's «back» too; when the drawer around it is closed (`WritingDrawer`); and by the
 * browser's own question when the page is closed or loaded anew. What a page changes in its address
 * by `useView`, after saving or by a button of the form, is not asked about.
 *
 * @param beside fields of the address that change while the form stays
 */
export function useUnsaved(unsaved: boolean, beside: readonly string[] = []): void {
  const ask = useAskUnsaved();
  const tell = useContext(UnsavedInside);
  const form = useId();
  useEffect(() => {
    tell?.(form, unsaved);
    return () => tell?.(form, false);
  }, [tell, form, unsaved]);
  // The outermost asks for all within it, once.
  const blocks = unsaved && !tell;
  useBlocker({
    enableBeforeUnload: blocks,
    disabled: !blocks,
    shouldBlockFn: async ({ current, next }) => leaves(current, next, beside) && !(await ask()),
  });
}
