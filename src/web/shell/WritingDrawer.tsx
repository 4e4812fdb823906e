import { Drawer, type DrawerProps, Form, Modal, type ModalProps } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { UnsavedInside, useAskUnsaved, useUnsaved } from './unsaved.ts';

interface Writing {
  /**
   * Whether something written is not saved; forms inside may say so themselves (`UnsavedFields`).
   * Without it every change of a form counts until it is closed by who saved it.
   */
  readonly unsaved?: boolean;
  /** Fields of the address that change while it stays open: tabs in it, filters beside it. */
  readonly beside?: readonly string[];
  readonly children?: ReactNode;
}
type DrawerOf = Writing & Omit<DrawerProps, 'onClose' | 'children'>;
type ModalOf = Writing & Omit<ModalProps, 'onCancel' | 'children'>;

/**
 * A drawer in which people write: its cross, the Escape key and a click beside it ask first when
 * something is not saved, as leaving the page does, and «back» where its opening stands in the
 * address. A button «cancel» in it does not ask.
 *
 * The rule for all that has a field to write in: it stands in a `WritingDrawer` or a
 * `WritingModal`, and what has no form of its own says by `useUnsaved` or `UnsavedFields` that
 * something is written. A popover keeps its words when a click beside it closes it.
 */
export function WritingDrawer({
  unsaved,
  beside,
  onClose,
  ...rest
}: DrawerOf & { readonly onClose: () => void }) {
  const writing = useWriting({ unsaved, beside, onClose });
  return (
    <Inside {...writing}>
      <Drawer {...rest} onClose={writing.close} />
    </Inside>
  );
}

/** The same as a small window; its own button «cancel» does not ask. */
export function WritingModal({
  unsaved,
  beside,
  onClose,
  ...rest
}: ModalOf & { readonly onClose: () => void }) {
  const writing = useWriting({ unsaved, beside, onClose });
  return (
    <Inside {...writing}>
      <Modal {...rest} cancelButtonProps={{ onClick: onClose }} onCancel={writing.close} />
    </Inside>
  );
}

interface Told {
  readonly unsaved: boolean | undefined;
  readonly beside: readonly string[] | undefined;
  readonly onClose: () => void;
}

/** What is written in it or in the forms inside, and a way to close it that asks first. */
function useWriting({ unsaved, beside, onClose }: Told) {
  const [changed, setChanged] = useState(false);
  const [inside, setInside] = useState<ReadonlySet<string>>(new Set());
  const tell = useCallback((form: string, is: boolean) => {
    setInside((now) => {
      if (now.has(form) === is) return now;
      return new Set(is ? [...now, form] : [...now].filter((f) => f !== form));
    });
  }, []);
  const written = (unsaved ?? changed) || inside.size > 0;
  useUnsaved(written, beside);
  const ask = useAskUnsaved();
  const close = async () => {
    if (!written || (await ask())) onClose();
  };
  return { tell, onChanged: () => setChanged(true), close: () => void close() };
}

type InsideProps = Pick<ReturnType<typeof useWriting>, 'tell' | 'onChanged'> & {
  readonly children: ReactNode;
};

function Inside({ tell, onChanged, children }: InsideProps) {
  return (
    <UnsavedInside.Provider value={tell}>
      <Form.Provider
        onFormChange={(_, { changedFields }) => {
          if (changedFields.some((f) => f.touched)) onChanged();
        }}
      >
        {children}
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
