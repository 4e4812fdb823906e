import { Form, Input, InputNumber, Select } from 'antd';
import { call } from '../../contract/client.ts';
import {
  type Post,
  type PostRank,
  postRanks,
  type Tenure,
  type TenureKind,
  tenureKinds,
} from '../../contract/person/schemas.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { DayField, FormDrawer, PersonField } from './parts.tsx';

interface PostFields {
  readonly name: string;
  readonly rank: PostRank;
  readonly position: number;
  readonly since?: string;
}

/** A post made, or changed. */
export function PostDrawer({
  unit,
  post,
  onClose,
}: {
  unit: string;
  post?: Post | undefined;
  onClose: () => void;
}) {
  const t = useT();
  return (
    <FormDrawer<PostFields>
      title={t(post ? 'person:post-change' : 'person:post-make')}
      submit={t(post ? 'person:save' : 'person:post-make')}
      said={t('person:post-saved')}
      initial={post ?? { rank: 'member', since: today() }}
      run={({ name, rank, position, since }) =>
        post
          ? call('person.change-post', {
              params: { id: post.id },
              body: { name, rank, position, version: post.version },
            })
          : call('person.make-post', {
              params: { id: unit },
              body: { name, rank, ...(since ? { since } : {}) },
            })
      }
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('person:post-name')}
        rules={[{ required: true, whitespace: true, message: t('person:need-post-name') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="rank" label={t('person:rank')} extra={t('person:rank-hint')}>
        <Select options={postRanks.map((value) => ({ value, label: t(`person:rank-${value}`) }))} />
      </Form.Item>
      {post ? (
        <Form.Item name="position" label={t('person:position')}>
          <InputNumber min={0} max={10_000} precision={0} />
        </Form.Item>
      ) : (
        <DayField name="since" label={t('person:post-since')} />
      )}
    </FormDrawer>
  );
}

function KindField() {
  const t = useT();
  return (
    <Form.Item name="kind" label={t('person:tenure-kind')}>
      <Select options={tenureKinds.map((value) => ({ value, label: t(`person:kind-${value}`) }))} />
    </Form.Item>
  );
}

function DocumentField() {
  const t = useT();
  return (
    <Form.Item name="document" label={t('person:document')}>
      <Input maxLength={60} placeholder={t('person:document-hint')} />
    </Form.Item>
  );
}

interface Appointment {
  readonly personId: string;
  readonly kind: TenureKind;
  readonly since: string;
  readonly until?: string;
  readonly document?: string;
}

export function AppointDrawer({ post, onClose }: { post: Post; onClose: () => void }) {
  const t = useT();
  return (
    <FormDrawer<Appointment>
      title={t('person:appoint-to', { post: post.name })}
      submit={t('person:appoint')}
      said={t('person:appointed')}
      initial={{ kind: 'regular', since: today() }}
      run={({ until, document, ...body }) =>
        call('person.appoint', {
          params: { id: post.id },
          body: { ...body, ...(until ? { until } : {}), ...(document ? { document } : {}) },
        })
      }
      onClose={onClose}
    >
      <PersonField label={t('person:person')} />
      <KindField />
      <DayField name="since" label={t('person:tenure-since')} required />
      <DayField name="until" label={t('person:tenure-until')} hint={t('person:until-hint')} />
      <DocumentField />
    </FormDrawer>
  );
}

interface Held {
  readonly post: Post;
  readonly tenure: Tenure;
  readonly onClose: () => void;
}

export function HandOverDrawer({ post, tenure, onClose }: Held) {
  const t = useT();
  return (
    <FormDrawer<{ personId: string; kind: TenureKind; on: string; document?: string }>
      title={t('person:hand-over-of', { post: post.name })}
      submit={t('person:hand-over')}
      said={t('person:handed-over')}
      initial={{ kind: 'regular', on: today() }}
      run={({ document, ...body }) =>
        call('person.hand-over', {
          params: { id: post.id },
          body: {
            ...body,
            tenureId: tenure.id,
            version: tenure.version,
            ...(document ? { document } : {}),
          },
        })
      }
      onClose={onClose}
    >
      <p>{t('person:hand-over-what', { name: tenure.person.name })}</p>
      <PersonField label={t('person:successor')} />
      <KindField />
      <DayField name="on" label={t('person:hand-over-on')} required />
      <DocumentField />
    </FormDrawer>
  );
}

export function EndDrawer({ post, tenure, onClose }: Held) {
  const t = useT();
  return (
    <FormDrawer<{ on: string; document?: string }>
      title={t('person:end-of', { name: tenure.person.name, post: post.name })}
      submit={t('person:end')}
      said={t('person:did-end')}
      initial={{ on: today() }}
      run={({ on, document }) =>
        call('person.end-tenure', {
          params: { id: tenure.id },
          body: { on, version: tenure.version, ...(document ? { document } : {}) },
        })
      }
      onClose={onClose}
    >
      <p className="dim">{t('person:end-what')}</p>
      <DayField name="on" label={t('person:end-on')} required />
      <DocumentField />
    </FormDrawer>
  );
}

export function WithdrawDrawer({ post, tenure, onClose }: Held) {
  const t = useT();
  return (
    <FormDrawer<{ reason: string }>
      title={t('person:withdraw-of', { name: tenure.person.name, post: post.name })}
      submit={t('person:withdraw')}
      danger
      said={t('person:withdrawn')}
      run={({ reason }) =>
        call('person.withdraw-tenure', {
          params: { id: tenure.id },
          body: { reason, version: tenure.version },
        })
      }
      onClose={onClose}
    >
      <p className="dim">{t('person:withdraw-what')}</p>
      <Form.Item
        name="reason"
        label={t('person:withdraw-reason')}
        rules={[{ required: true, whitespace: true, message: t('person:need-reason') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}

export function CloseDrawer({ post, onClose }: { post: Post; onClose: () => void }) {
  const t = useT();
  return (
    <FormDrawer<{ on: string }>
      title={t('person:post-close-of', { post: post.name })}
      submit={t('person:post-close')}
      said={t('person:post-closed')}
      initial={{ on: today() }}
      run={({ on }) =>
        call('person.close-post', { params: { id: post.id }, body: { on, version: post.version } })
      }
      onClose={onClose}
    >
      <p className="dim">{t('person:post-close-what')}</p>
      <DayField name="on" label={t('person:post-close-on')} required />
    </FormDrawer>
  );
}
