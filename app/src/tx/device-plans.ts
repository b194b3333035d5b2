/** Plans for what an owner can do with a device. */
import { short } from '../chain/address';
import type { Device } from '../chain/types';
import type { Texts } from '../words/en';
import type { Plan } from './plan';

/** Suspends it. Free. */
export const suspendPlan = (t: Texts, device: string): Plan => ({
  id: 'suspend',
  title: t.devices.suspendTx.title,
  changes: [t.devices.suspendTx.changes],
  done: t.devices.suspendTx.done,
  call: (api) => api.tx.Devices.suspend({ device }),
});

/** Puts it back into use. */
export const resumePlan = (t: Texts, device: string): Plan => ({
  id: 'resume',
  title: t.devices.resumeTx.title,
  changes: [t.devices.resumeTx.changes],
  done: t.devices.resumeTx.done,
  call: (api) => api.tx.Devices.resume({ device }),
});

/** Reports it lost. Free, and final. */
export const lostPlan = (t: Texts, device: string): Plan => ({
  id: 'lost',
  title: t.devices.lostTx.title,
  changes: [t.devices.lostTx.changes],
  done: t.devices.lostTx.done,
  grave: true,
  call: (api) => api.tx.Devices.report_lost({ device }),
});

/** Retires it for good. */
export const retirePlan = (t: Texts, device: string): Plan => ({
  id: 'retire',
  title: t.devices.retireTx.title,
  changes: [t.devices.retireTx.changes],
  done: t.devices.retireTx.done,
  grave: true,
  call: (api) => api.tx.Devices.retire({ device }),
});

/** Offers it to somebody. */
export const transferPlan = (t: Texts, device: string, to: string): Plan => ({
  id: 'transfer',
  title: t.devices.transferTx.title,
  changes: [t.devices.transferTx.changes(to)],
  public: [t.devices.transferTx.public],
  done: t.devices.transferTx.done,
  call: (api) => api.tx.Devices.offer_transfer({ device, to }),
});

/** Takes the offer back. */
export const cancelTransferPlan = (t: Texts, device: string): Plan => ({
  id: 'cancel-transfer',
  title: t.devices.cancelTx.title,
  changes: [t.devices.cancelTx.changes],
  done: t.devices.cancelTx.done,
  call: (api) => api.tx.Devices.cancel_transfer({ device }),
});

/** Makes an account a gateway. */
export const addGatewayPlan = (t: Texts, delegate: string): Plan => ({
  id: 'add-gateway',
  title: t.devices.add.title,
  changes: [t.devices.add.changes(short(delegate))],
  public: [t.devices.add.public],
  done: t.devices.add.done,
  call: (api) =>
    api.tx.Proxy.add_proxy({
      delegate: { type: 'Id', value: delegate },
      proxy_type: { type: 'Gateway', value: undefined },
      delay: 0,
    }),
});

/** A delegate as the proxy pallet stores it. */
export interface Delegate {
  delegate: string;
  proxy_type: { type: keyof Texts['code']['proxy'] };
  delay: number;
}

/** Removes a delegate, whatever its delay. Free, and it has room in every block. */
export const removeDelegatePlan = (t: Texts, delegate: Delegate): Plan => ({
  id: 'remove-gateway',
  title: t.devices.removeTx.title,
  changes: [t.devices.removeTx.changes(short(delegate.delegate))],
  done: t.devices.removeTx.done,
  call: (api) =>
    api.tx.Safeguards.remove_delegate({
      delegate: delegate.delegate,
      proxy_type: { type: delegate.proxy_type.type, value: undefined },
    }),
});

/** The key of the words for a device's state. */
export function standingKey(device: Device): keyof Texts['code']['standing'] {
  const { standing } = device;
  if (standing === null) return 'ok';
  return standing === 'Suspended' || standing === 'Lost' || standing === 'Recalled' || standing === 'Retired'
    ? standing
    : 'other';
}
