import { App, Button } from 'antd';
import { useT } from '../shell/language.tsx';

/** Copies a text; without the browser's leave the text stands beside it to be marked by hand. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useT();
  const { message } = App.useApp();
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => message.success(t('identity:copied')),
      () => message.info(t('identity:copy-by-hand')),
    ) ?? message.info(t('identity:copy-by-hand'));
  return <Button onClick={() => void copy()}>{label}</Button>;
}
