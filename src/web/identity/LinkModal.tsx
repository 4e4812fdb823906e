import { Alert, Button, Modal } from 'antd';
import { useT } from '../shell/language.tsx';
import { localTime } from '../shell/parts.tsx';
import { CopyButton } from './Copy.tsx';
import { Qr } from './Qr.tsx';

/** A link that was just made for a person. */
export interface Link {
  readonly token: string;
  readonly expiresAt: string;
  readonly name: string;
  readonly reset: boolean;
}

/** The link, shown this once: to be sent, or scanned from this screen. */
export function LinkModal({ link, onClose }: { link: Link; onClose: () => void }) {
  const t = useT();
  const { name } = link;
  const url = `${window.location.origin}/welcome#${link.token}`;
  return (
    <Modal
      open
      title={t(link.reset ? 'identity:reset-link' : 'identity:invite-link', { name })}
      onCancel={onClose}
      footer={null}
    >
      <Alert type="info" showIcon title={t('identity:link-once')} />
      <div className="link-shown">
        <Qr text={url} label={t('identity:link-qr', { name })} size={168} />
        <div>
          <p className="hash secret">{url}</p>
          <p className="dim">{t('identity:link-valid', { time: localTime(link.expiresAt) })}</p>
          <div className="id-bar">
            <CopyButton text={url} label={t('identity:copy-link')} />
            <Button type="primary" onClick={onClose}>
              {t('identity:sent')}
            </Button>
          </div>
        </div>
      </div>
    </Modal>
  );
}
