import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useT } from './language.tsx';

interface Props {
  /** The day as 2026-03-05; forms of antd give it. */
  readonly value?: string | undefined;
  /** Called with the day, or with nothing when it was emptied. */
  readonly onChange?: (day: string | undefined) => void;
  /** First and last day that can be chosen. */
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** Name of the control, where no label of a form names it. */
  readonly label?: string | undefined;
  readonly id?: string;
  readonly className?: string;
  readonly autoFocus?: boolean;
  /** Whether it may be emptied. */
  readonly clearable?: boolean;
  readonly disabled?: boolean;
}

const FORM = 'YYYY-MM-DD';

/** A day, typed or chosen, always written 2026-03-05: the browser's own field follows the system's language. */
export function DayInput(props: Props) {
  const t = useT();
  const { value, onChange, min, max, label, id, className, clearable = false } = props;
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(label
        ? { 'aria-label': label, placeholder: label }
        : { placeholder: t('web.day-form') })}
      className={className ? `day-input ${className}` : 'day-input'}
      format={FORM}
      value={value ? dayjs(value) : null}
      {...(min ? { minDate: dayjs(min) } : {})}
      {...(max ? { maxDate: dayjs(max) } : {})}
      allowClear={clearable}
      disabled={props.disabled === true}
      autoFocus={props.autoFocus === true}
      preserveInvalidOnBlur={false}
      onChange={(day) => onChange?.(day ? day.format(FORM) : undefined)}
    />
  );
}
