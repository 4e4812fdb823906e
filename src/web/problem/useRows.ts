import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';

/** Rows made beyond both edges, so that fast scrolling shows no gaps. */
const SPARE = 10;

/**
 * Which of many rows of one height are in sight of a box, and a way to bring one there.
 *
 * @param head pixels at the top of the box that cover rows, such as a heading that stays
 */
export function useRows(
  box: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  head: number,
) {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setHeight(entry!.contentRect.height));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  const reveal = useCallback(
    (i: number) => {
      const el = box.current;
      if (!el) return;
      const room = el.clientHeight - head;
      if (i * rowHeight < el.scrollTop) el.scrollTop = i * rowHeight;
      else if ((i + 1) * rowHeight > el.scrollTop + room) el.scrollTop = (i + 1) * rowHeight - room;
    },
    [box, rowHeight, head],
  );
  const seen = Math.max(0, height - head);
  return {
    from: Math.max(0, Math.floor(top / rowHeight) - SPARE),
    to: Math.min(count, Math.ceil((top + seen) / rowHeight) + SPARE),
    /** First and last row that can be read, counted from one. */
    first: Math.min(count, Math.floor(top / rowHeight + 0.5) + 1),
    last: Math.min(count, Math.max(1, Math.floor((top + seen) / rowHeight + 0.5))),
    onScroll: () => setTop(box.current?.scrollTop ?? 0),
    reveal,
  };
}

/** Makes a box reach down to the lower edge of the window, less what stands below it. */
export function useFill(box: RefObject<HTMLElement | null>, below: number, least = 240): void {
  useLayoutEffect(() => {
    const stretch = () => {
      const el = box.current;
      if (!el) return;
      const top = el.getBoundingClientRect().top + window.scrollY;
      el.style.height = `${Math.max(least, window.innerHeight - top - below)}px`;
    };
    stretch();
    const observer = new ResizeObserver(stretch);
    observer.observe(document.body);
    window.addEventListener('resize', stretch);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', stretch);
    };
  }, [box, below, least]);
}
