import { useMutation } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { type ReactNode, useState } from 'react';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';

interface Props<T extends object> {
  /** What the button that opens it says. */
  readonly label: string;
  /** Said to readers of the screen, where several buttons say the same. */
  readonly about?: string;
  /** What the button that does it says; the same as `label` when absent. */
  readonly submit?: string;
  readonly initial?: Partial<T>;
  readonly run: (values: T) => Promise<unknown>;
  readonly children: ReactNode;
  /** Without border, for what is seldom done. */
  readonly quiet?: boolean;
  /** Open from the start: the address asked for it. */
  readonly opened?: boolean;
  readonly onClose?: (() => void) | undefined;
}

/** A small form that opens where its button stands, and closes when it is done. */
export function InPlace<T extends object>(props: Props<T>) {
  const t = useT();
  const [open, setOpen] = useState(props.opened ?? false);
  const [form] = Form.useForm<T>();
  const close = () => {
    setOpen(false);
    form.resetFields();
    props.onClose?.();
  };
  const act = useMutation({ mutationFn: props.run, onSuccess: close });
  if (!open)
    return (
      <Button
        size="small"
        type={props.quiet ? 'text' : 'default'}
        {...(props.about ? { 'aria-label': props.about } : {})}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
    );
  return (
    <Form<T>
      form={form}
      layout="vertical"
      requiredMark={false}
      className="in-place"
      {...(props.initial ? { initialValues: props.initial } : {})}
      onFinish={(values) => act.mutate(values)}
    >
      <UnsavedFields />
      {props.children}
      <Refusal error={act.error} />
      <div className="in-place-does">
        <Button size="small" type="primary" htmlType="submit" loading={act.isPending}>
          {props.submit ?? props.label}
        </Button>
        <Button size="small" onClick={close}>
          {t('web.cancel')}
        </Button>
      </div>
    </Form>
  );
}
