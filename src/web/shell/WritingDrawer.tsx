import { Drawer, type DrawerProps, Form } from 'antd';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { UnsavedInside, useAskUnsaved, useUnsaved } from './unsaved.ts';

interface Props extends Omit<DrawerProps, 'onClose' | 'children'> {
  /**
   * Whether something written is not saved; forms inside may say so themselves (`UnsavedFields`).
   * Without it every change of a form counts until the drawer is closed by who saved it.
   */
  readonly unsaved?: boolean;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/**
 * A drawer in which people write: its cross, the Escape key and a click beside it ask first when
 * something is not saved, as leaving the page does. A button «cancel» in it does not ask.
 */
export function WritingDrawer({ unsaved, onClose, ...rest }: Props) {
  const [changed, setChanged] = useState(false);
  const inside = useRef(new Set<string>());
  const tell = useCallback((form: string, is: boolean) => {
    if (is) inside.current.add(form);
    else inside.current.delete(form);
  }, []);
  const own = unsaved ?? changed;
  useUnsaved(own);
  const ask = useAskUnsaved();
  const asking = useRef(false);
  const close = async () => {
    if (asking.current) return;
    asking.current = true;
    const may = (!own && inside.current.size === 0) || (await ask());
    asking.current = false;
    if (may) onClose();
  };
  return (
    <UnsavedInside.Provider value={tell}>
      <Form.Provider
        onFormChange={(_, { changedFields }) => {
          if (changedFields.some((f) => f.touched)) setChanged(true);
        }}
      >
        <Drawer {...rest} onClose={() => void close()} />
      </Form.Provider>
    </UnsavedInside.Provider>
  );
}

/** Stands inside a form that is one of several: what is written in it is not lost unasked. */
export function UnsavedFields() {
  const form = Form.useFormInstance();
  // Drawn again at every change, also when the fields are put back.
  Form.useWatch([], form);
  useUnsaved(form.isFieldsTouched());
  return null;
}
