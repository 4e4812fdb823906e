import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { createContext, useCallback, useContext, useEffect, useId } from 'react';
import { useT } from './language.tsx';

/** Tells the drawer around a form whether something in it is written and not saved. */
export const UnsavedInside = createContext<((form: string, unsaved: boolean) => void) | undefined>(
  undefined,
);

/** Asks whether what was written may be lost: true when it may. */
export function useAskUnsaved(): () => Promise<boolean> {
  const t = useT();
  const { modal } = App.useApp();
  return useCallback(
    async () =>
      await modal.confirm({
        title: t('web.unsaved'),
        content: t('web.unsaved-what'),
        okText: t('web.unsaved-leave'),
        cancelText: t('web.unsaved-stay'),
        // A key pressed once more by mistake stays.
        autoFocusButton: 'cancel',
      }),
    [modal, t],
  );
}

/**
 * Asks before what was written is lost: when another page is opened, when the drawer around it is
 * closed (`WritingDrawer`), and by the browser's own question when the page is closed or loaded anew.
 */
export function useUnsaved(unsaved: boolean): void {
  const ask = useAskUnsaved();
  const tell = useContext(UnsavedInside);
  const form = useId();
  useEffect(() => {
    tell?.(form, unsaved);
    return () => tell?.(form, false);
  }, [tell, form, unsaved]);
  useBlocker({
    enableBeforeUnload: unsaved,
    disabled: !unsaved,
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && !(await ask()),
  });
}
