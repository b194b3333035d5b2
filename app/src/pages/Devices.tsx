import { useState } from 'react';
import { useLive } from '../chain/hooks';
import { devices } from '../chain/read';
import type { Device } from '../chain/types';
import { AddressDialog } from '../parts/AddressDialog';
import { Address, Badge, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import {
  addGatewayPlan,
  cancelTransferPlan,
  type Delegate,
  lostPlan,
  removeDelegatePlan,
  resumePlan,
  retirePlan,
  standingKey,
  suspendPlan,
  transferPlan,
} from '../tx/device-plans';
import { propose } from '../tx/plan';
import { kinds } from '../words/codes';
import { useTexts } from '../words/language';
import { ClaimDialog } from './ClaimDialog';

/** Devices, and who acts for the account. */
export function Devices() {
  const t = useTexts();
  const [claiming, setClaiming] = useState(false);
  return (
    <NeedsAccount>
      {(account) => (
        <>
          <PageHead title={t.devices.title} intro={t.devices.intro}>
            <button type="button" className="primary" onClick={() => setClaiming(true)} data-testid="claim-open">
              {t.devices.claim}
            </button>
          </PageHead>
          <DeviceList owner={account.address} />
          <Gateways of={account.address} />
          {claiming && <ClaimDialog account={account.address} onClose={() => setClaiming(false)} />}
        </>
      )}
    </NeedsAccount>
  );
}

function DeviceList({ owner }: { owner: string }) {
  const t = useTexts();
  const live = useLive((api) => devices(api, owner), [owner]);
  return (
    <Loaded live={live}>
      {(list) =>
        list.length === 0 ? (
          <Empty title={t.devices.empty} text={t.devices.emptyText} />
        ) : (
          <ul className="cards">
            {list.map((device) => (
              <DeviceCard key={device.id} device={device} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function DeviceCard({ device }: { device: Device }) {
  const t = useTexts();
  const key = standingKey(device);
  const { info, model } = device;
  const offered = info.offer;
  return (
    <li className="card" data-testid={`device-${device.id}`} data-standing={key}>
      <header>
        <h2>
          {t.devices.model(info.model)} <Address of={device.id} />
        </h2>
        <Badge tone={key === 'ok' ? 'good' : key === 'Suspended' ? 'warn' : 'bad'}>{t.code.standingShort[key]}</Badge>
      </header>
      {info.recalled && <RecallNotice device={device} />}
      <p>{t.code.standing[key]}</p>
      {offered !== undefined && <p className="aside">{t.devices.offered(offered)}</p>}
      <dl className="facts with-gap">
        {model !== undefined && <Fact name={t.devices.makes}>{kinds(t, model.modalities)}</Fact>}
        {model !== undefined && (
          <Fact name={t.devices.maker}>
            <Address of={model.manufacturer} />
          </Fact>
        )}
        {info.maintenance.length > 0 && (
          <Fact name={t.common.details}>{t.devices.maintenance(info.maintenance.length)}</Fact>
        )}
      </dl>
      <DeviceActions device={device} offered={offered !== undefined} />
    </li>
  );
}

function RecallNotice({ device }: { device: Device }) {
  const t = useTexts();
  const batch = device.batch?.recalled;
  const firmware = device.firmware?.type === 'Recalled' ? device.firmware.value : undefined;
  const reason = batch ?? firmware;
  return (
    <div className="notice bad" data-testid="recall">
      <strong>{t.devices.recallTitle}</strong>
      <p>
        {reason !== undefined && t.code.recall[reason.type]}{' '}
        {batch !== undefined ? t.devices.recallBatch : t.devices.recallFirmware}
      </p>
    </div>
  );
}

function DeviceActions({ device, offered }: { device: Device; offered: boolean }) {
  const t = useTexts();
  const [giving, setGiving] = useState(false);
  const status = device.info.status.type;
  const { id } = device;
  return (
    <footer className="actions">
      {(status === 'Active' || status === 'Recalled') && (
        <>
          <button
            type="button"
            className="small"
            onClick={() => propose(suspendPlan(t, id))}
            data-testid="device-suspend"
          >
            {t.devices.suspend}
          </button>
          {offered ? (
            <button
              type="button"
              className="small"
              onClick={() => propose(cancelTransferPlan(t, id))}
              data-testid="device-cancel"
            >
              {t.devices.cancelTransfer}
            </button>
          ) : (
            <button type="button" className="small" onClick={() => setGiving(true)} data-testid="device-transfer">
              {t.devices.transfer}
            </button>
          )}
        </>
      )}
      {status === 'Suspended' && (
        <button type="button" className="small" onClick={() => propose(resumePlan(t, id))} data-testid="device-resume">
          {t.devices.resume}
        </button>
      )}
      {status !== 'Lost' && status !== 'Retired' && (
        <button
          type="button"
          className="small danger-outline"
          onClick={() => propose(lostPlan(t, id))}
          data-testid="device-lost"
        >
          {t.devices.lost}
        </button>
      )}
      {status !== 'Retired' && (
        <button
          type="button"
          className="small danger-outline"
          onClick={() => propose(retirePlan(t, id))}
          data-testid="device-retire"
        >
          {t.devices.retire}
        </button>
      )}
      {giving && (
        <AddressDialog
          title={t.devices.transferTx.title}
          label={t.devices.transferTx.to}
          testid="transfer"
          onClose={() => setGiving(false)}
          onGiven={(to) => propose(transferPlan(t, id, to))}
        />
      )}
    </footer>
  );
}

function Gateways({ of }: { of: string }) {
  const t = useTexts();
  const [adding, setAdding] = useState(false);
  const live = useLive(async (api) => (await api.query.Proxy.Proxies.getValue(of))[0], [of]);
  return (
    <section className="section" aria-labelledby="gateways">
      <h2 id="gateways">{t.devices.gateways}</h2>
      <p className="intro">{t.devices.gatewaysIntro}</p>
      <Loaded live={live}>
        {(list) =>
          list.length === 0 ? (
            <p className="aside">{t.devices.gatewaysEmpty}</p>
          ) : (
            <ul className="cards">
              {list.map((item) => (
                <DelegateCard key={item.delegate + item.proxy_type.type} delegate={item} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <p className="below">
        <button type="button" onClick={() => setAdding(true)} data-testid="gateway-add">
          {t.devices.addGateway}
        </button>
      </p>
      {adding && (
        <AddressDialog
          title={t.devices.add.title}
          label={t.devices.gatewayAddress}
          help={t.devices.gatewayHelp}
          testid="gateway"
          onClose={() => setAdding(false)}
          onGiven={(address) => propose(addGatewayPlan(t, address))}
        />
      )}
    </section>
  );
}

function DelegateCard({ delegate }: { delegate: Delegate }) {
  const t = useTexts();
  const kind = delegate.proxy_type.type;
  return (
    <li className="card" data-testid={`gateway-${delegate.delegate}`}>
      <header>
        <h3>
          {kind} <Address of={delegate.delegate} />
        </h3>
        <button
          type="button"
          className="small danger-outline"
          onClick={() => propose(removeDelegatePlan(t, delegate))}
          data-testid="gateway-remove"
        >
          {t.devices.remove}
        </button>
      </header>
      <p>
        {t.devices.may}: {t.code.proxy[kind]}
        {delegate.delay > 0 && ` (${t.devices.delayed(delegate.delay)})`}
      </p>
    </li>
  );
}
