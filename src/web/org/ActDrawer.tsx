import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import { useT } from '../shell/language.tsx';
import { clauses } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

/** What antd shows beside the field that a refusal is about. */
export type Note = (field: string) => { validateStatus?: 'error'; help?: ReactNode };

/** The field a refusal is about, where its code says so; else its issues do. */
const fieldOf: Readonly<Record<string, string>> = {
  'code-taken': 'code',
  'day-refused': 'on',
  'move-under-itself': 'to',
};

interface Props<Values> {
  readonly title: string;
  /** The verb on the button. */
  readonly action: string;
  readonly form: FormInstance<Values>;
  readonly initial: Partial<Values>;
  /** Names of the fields; refusals of anything else stand above them. */
  readonly fields: readonly string[];
  /** Gives the id of the unit to be shown afterwards, if it is another. */
  readonly save: (values: Values) => Promise<string | undefined>;
  readonly onClose: (show?: string) => void;
  /** A second button that saves and goes on. */
  readonly again?: { readonly label: string; readonly onSaved: () => void };
  readonly disabled?: boolean;
  /** Said when somebody else changed the unit in the meantime. */
  readonly changed?: ReactNode;
  readonly children: (note: Note) => ReactNode;
}

/** A form in a drawer: saves, closes, and puts each refusal beside its field. */
export function ActDrawer<Values extends object>(props: Props<Values>) {
  const t = useT();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [touched, setTouched] = useState(false);
  const submit = async (then: (show?: string) => void) => {
    if (busy) return;
    const values = await props.form.validateFields().catch(() => undefined);
    if (!values) return;
    setBusy(true);
    setError(undefined);
    try {
      then(await props.save(values as Values));
    } catch (refused) {
      setError(refused);
      if (refused instanceof ApiError && ['conflict', 'unit-closed'].includes(refused.code))
        await client.invalidateQueries({ queryKey: ['org'] });
    } finally {
      setBusy(false);
    }
  };
  const place = placeOf(error);
  const beside = place !== undefined && props.fields.includes(place);
  const conflict = error instanceof ApiError && error.code === 'conflict';
  const note: Note = (field) =>
    beside && place === field ? { validateStatus: 'error', help: reasonOf(error, t) } : {};
  const { again } = props;
  return (
    <WritingDrawer
      unsaved={touched}
      open
      title={props.title}
      size={460}
      onClose={() => props.onClose()}
      footer={
        <div className="drawer-foot">
          <Button onClick={() => props.onClose()}>{t('web.cancel')}</Button>
          {again && (
            <Button aria-busy={busy} onClick={() => void submit(again.onSaved)}>
              {again.label}
            </Button>
          )}
          <Button
            type="primary"
            aria-busy={busy}
            disabled={props.disabled === true}
            onClick={() => void submit(props.onClose)}
          >
            {props.action}
          </Button>
        </div>
      }
    >
      {!beside && <Refusal error={error} />}
      {conflict && (
        <div className="org-note" role="status">
          <p>{t('org:reloaded')}</p>
          {props.changed}
        </div>
      )}
      <Form<Values>
        form={props.form}
        layout="vertical"
        requiredMark={false}
        initialValues={props.initial}
        onValuesChange={() => setTouched(true)}
        onFinish={() => void submit(props.onClose)}
      >
        {props.children(note)}
        {/* Enter in a field saves. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </WritingDrawer>
  );
}

function placeOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.issues[0]?.path?.split('.').at(-1) ?? fieldOf[error.code];
}

function reasonOf(error: unknown, t: ReturnType<typeof useT>): string {
  const { code, issues } = error as ApiError;
  return issues.length > 0
    ? clauses(
        t,
        issues.map((issue) => issueText(issue, t)),
      )
    : t(`server.error-${code}`);
}
