import { App, Button } from 'antd';
import { useRef } from 'react';
import { useT } from './language.tsx';

/** How long what was done is said (s); the way back stays long enough to be read and reached. */
const SAID = 4;
const OFFERED = 10;

interface Way {
  /** Takes back what was done; without it there is no button. */
  readonly back?: (() => Promise<unknown>) | undefined;
  /** One message for each thing: the next of the same takes its place. */
  readonly key?: string | undefined;
}

/** Says what was done, and offers the way back in the same message. */
export function useDone() {
  const t = useT();
  const { message } = App.useApp();
  const last = useRef(0);
  return (text: string, { back, key = `done ${++last.current} ${text}` }: Way = {}): void => {
    const undo = (): void => {
      message.destroy(key);
      void back!();
    };
    void message.open({
      key,
      type: 'success',
      duration: back ? OFFERED : SAID,
      content: (
        <>
          {text}{' '}
          {back && (
            <Button size="small" onClick={undo}>
              {t('web.undo')}
            </Button>
          )}
        </>
      ),
    });
  };
}
