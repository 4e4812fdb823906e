import { DownOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useRef, useState } from 'react';
import type { Unit } from '../../contract/org/operations.ts';
import type { Permission } from '../../contract/permissions.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useTop, useUnit } from './data.ts';
import { TreeView } from './TreeView.tsx';
import { UnitFinder } from './UnitFinder.tsx';
import { useTree } from './useTree.ts';
import './org.css';

interface Props {
  /** Id of the unit chosen; forms of antd give it. */
  readonly value?: string | undefined;
  readonly onChange?: (unit: Unit) => void;
  /** Only this unit and those under it. */
  readonly under?: string | undefined;
  /** Only units where one may do this. */
  readonly permission?: Permission | undefined;
  /** Units that cannot be chosen, such as the one to be moved. */
  readonly refused?: ((unit: Unit) => boolean) | undefined;
  /** Name of the control, where no label of a form names it. */
  readonly label?: string;
  readonly id?: string;
  readonly disabled?: boolean;
  /** What stands there while none is chosen. */
  readonly none?: string;
  /** Without border, for bars. */
  readonly quiet?: boolean;
}

/** A unit chosen from the tree, or found by its name, short name or code. */
export function UnitPicker(props: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const chosen = useUnit(props.value);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const name = chosen.data?.unit.name ?? (props.value ? '…' : (props.none ?? t('org:choose-unit')));
  return (
    <span className="org-picker">
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        // Inside a drawer the list must stay inside what holds the focus.
        getPopupContainer={(el) => el.parentElement ?? document.body}
        content={
          // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from anywhere inside
          <div
            className="org-picker-box"
            onKeyDown={(e) => {
              if (e.key !== 'Escape') return;
              e.stopPropagation();
              close();
            }}
          >
            <Choices
              {...props}
              onChoose={(unit) => {
                props.onChange?.(unit);
                close();
              }}
              chain={
                chosen.data ? [...chosen.data.above.map((a) => a.id), chosen.data.unit.id] : []
              }
            />
          </div>
        }
      >
        <Button
          ref={button}
          {...(props.id ? { id: props.id } : {})}
          type={props.quiet ? 'text' : 'default'}
          className="org-picker-button"
          disabled={props.disabled === true}
          aria-haspopup="dialog"
          aria-expanded={open}
          {...(props.label ? { 'aria-label': `${props.label}：${name}` } : {})}
        >
          <span className="org-picker-name">{name}</span>
          <DownOutlined aria-hidden />
        </Button>
      </Popover>
    </span>
  );
}

interface ChoicesProps extends Props {
  readonly onChoose: (unit: Unit) => void;
  readonly chain: readonly string[];
}

function Choices({ value, under, permission, refused, onChoose, chain }: ChoicesProps) {
  const t = useT();
  const top = useTop({ under, permission });
  const tree = useTree(top.units, chain, {});
  const limited = under !== undefined || permission !== undefined;
  return (
    <UnitFinder
      autoFocus
      onPick={onChoose}
      refused={refused}
      under={limited ? top.units.map((u) => u.id) : undefined}
    >
      <Refusal error={top.error} />
      {top.units.length > 0 && (
        <TreeView
          label={t('org:tree')}
          rows={tree.rows}
          selected={value}
          refused={refused}
          onPick={onChoose}
          onToggle={tree.toggle}
          onMore={tree.more}
        />
      )}
      {top.units.length === 0 && (
        <p className="org-none dim">{t(top.waiting ? 'web.loading' : 'org:none-to-choose')}</p>
      )}
    </UnitFinder>
  );
}
