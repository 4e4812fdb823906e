import { DownOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Unit } from '../../contract/org/operations.ts';
import type { Permission } from '../../contract/permissions.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { useUnit } from './data.ts';
import './org.css';

export interface UnitChoice {
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

// The bar at the top of every page has a picker; its tree is loaded when it is opened.
const Choices = lazy(async () => ({ default: (await import('./UnitChoices.tsx')).UnitChoices }));

/** A unit chosen from the tree, or found by its name, short name or code. */
export function UnitPicker(props: UnitChoice) {
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
            <Suspense>
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
            </Suspense>
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
          {...(props.label ? { 'aria-label': about(t, props.label, name) } : {})}
        >
          <span className="org-picker-name">{name}</span>
          <DownOutlined aria-hidden />
        </Button>
      </Popover>
    </span>
  );
}
