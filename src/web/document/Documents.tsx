import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { call } from '../../contract/client.ts';
import type { PaperFile } from '../../contract/document/operations.ts';
import { useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Fields } from './Fields.tsx';
import { Look } from './Look.tsx';
import './document.css';
import { save } from './save.ts';
import { formOf, paperView, wishOf } from './view.ts';

/** Official papers filled from live data: choose the form, look at it, take it as Word or PDF. */
export default function Documents() {
  const t = useT();
  const at = useAt();
  const [view, change] = useView(paperView);
  const wish = wishOf(view, at);
  const made = useMutation({
    mutationFn: async (file: PaperFile) => {
      const blob = await call('document.make', { body: { ...wish, file } });
      save(blob, `${t(`document:form-${formOf(view)}`)}.${file === 'word' ? 'docx' : 'pdf'}`);
    },
  });
  return (
    <div className="page">
      <PageHead title={t('document:room')}>
        <Button
          icon={<DownloadOutlined aria-hidden />}
          loading={made.isPending && made.variables === 'pdf'}
          onClick={() => made.mutate('pdf')}
        >
          {t('document:get-pdf')}
        </Button>
        <Button
          type="primary"
          icon={<DownloadOutlined aria-hidden />}
          loading={made.isPending && made.variables === 'word'}
          onClick={() => made.mutate('word')}
        >
          {t('document:get-word')}
        </Button>
      </PageHead>
      <Refusal error={made.error} />
      <div className="paper-parts">
        <Fields view={view} change={change} />
        <Look form={formOf(view)} wish={wish} />
      </div>
    </div>
  );
}
