import type { HTMLAttributes } from 'react';

/**
 * Content that may be larger than its place. It takes the focus, so that the keyboard can scroll
 * it, too.
 */
export function Scroller({ as: Tag = 'div', ...rest }: { as?: 'div' | 'pre' } & HTMLAttributes<HTMLElement>) {
  return <Tag tabIndex={0} {...rest} />;
}
