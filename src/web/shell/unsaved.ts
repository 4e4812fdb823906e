import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { useT } from './language.tsx';

/**
 * Asks before what was written is lost: when another page is opened, and by the browser's own
 * question when the page is closed or loaded anew.
 */
export function useUnsaved(unsaved: boolean): void {
  const t = useT();
  const { modal } = App.useApp();
  useBlocker({
    enableBeforeUnload: unsaved,
    disabled: !unsaved,
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      const leave = await modal.confirm({
        title: t('web.unsaved'),
        content: t('web.unsaved-what'),
        okText: t('web.unsaved-leave'),
        cancelText: t('web.unsaved-stay'),
      });
      return !leave;
    },
  });
}
