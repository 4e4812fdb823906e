import { App, Button } from 'antd';
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

/** How many were said, and the message that each thing has on the screen. */
let said = 0;
const shown = new Map<string, string>();

/**
 * Says what was done, and offers the way back in the same message. The next message about a thing
 * is a message of its own: one that took over the last one's key would take over what is left of
 * its time as well, and go with it when that is on its way out.
 */
export function useDone() {
  const t = useT();
  const { message } = App.useApp();
  return (text: string, { back, key: about }: Way = {}): void => {
    const key = `done ${++said}`;
    if (about) {
      const last = shown.get(about);
      if (last) message.destroy(last);
      shown.set(about, key);
    }
    const undo = (): void => {
      message.destroy(key);
      void back!();
    };
    void message.open({
      key,
      onClose: () => about && shown.get(about) === key && shown.delete(about),
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
