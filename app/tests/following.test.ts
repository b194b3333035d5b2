import { describe, expect, it } from 'vitest';
import { revision } from '../src/chain/connection';
import { following } from '../src/chain/hooks';

/** Questions that wait until the test answers them. */
function asked() {
  const answers: ((value: string) => void)[] = [];
  const told: string[] = [];
  const end = following(
    () => new Promise<string>((resolve) => answers.push(resolve)),
    (value) => told.push(value),
    (error) => told.push(String(error)),
  );
  const answer = async (n: number, value: string): Promise<void> => {
    answers[n]?.(value);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { answers, told, end, answer };
}

const change = (): void => revision.set(revision.get() + 1);

describe('reading what changes', () => {
  it('asks now and after each change, and passes the answers on', async () => {
    const { answers, told, end, answer } = asked();
    await answer(0, 'first');
    change();
    await answer(1, 'second');
    expect(told).toEqual(['first', 'second']);
    expect(answers).toHaveLength(2);
    end();
  });

  it('drops an answer that a newer question has overtaken', async () => {
    const { told, end, answer } = asked();
    change();
    await answer(1, 'new');
    await answer(0, 'old');
    expect(told).toEqual(['new']);
    end();
  });

  it('is silent once it has ended', async () => {
    const { answers, told, end, answer } = asked();
    end();
    change();
    await answer(0, 'late');
    expect([answers.length, told]).toEqual([1, []]);
  });
});
