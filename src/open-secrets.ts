import { CannotStart } from './cannot-start.ts'
import { Keys } from './keys.ts'
import { SecretFollower } from './secret-follower.ts'
import { keptSecret } from './secrets.ts'
import { parseSecret, type Settings, writerOf } from './settings.ts'
import type { Logger } from './telemetry/log.ts'

/** The secrets of a running server. Those that are kept in files change when their files do. */
export interface Secrets {
  /** Keys of API clients; one at least. */
  readonly keys: Keys
  /** What people sign in with; undefined as long as there is none. */
  readonly password: Keys | undefined
  /** Key of the model's server; '' for none. */
  readonly modelKey: string
  /** For tests: the looks at files that are otherwise taken each second. */
  readonly follower: SecretFollower
}

/** Throws CannotStart, or what the disk says where a key is to be made. */
export function openSecrets(settings: Settings, dataDir: string, log: Logger): Secrets {
  const follower = new SecretFollower(log)
  const opened = new OpenSecrets(settings, follower)
  opened.openKeys(dataDir, log)
  opened.openOthers(log)
  follower.start()
  return opened
}

class OpenSecrets implements Secrets {
  readonly keys: Keys
  password: Keys | undefined
  modelKey: string

  constructor(
    private readonly settings: Settings,
    readonly follower: SecretFollower,
  ) {
    this.keys = new Keys(settings.STREAMING_PROXY_KEY)
    this.password = settings.UI_PASSWORD === '' ? undefined : new Keys([settings.UI_PASSWORD])
    this.modelKey = settings.OPENAI_API_KEY
  }

  /** Nothing is ever open: where no key is set, one is made and kept. */
  openKeys(dataDir: string, log: Logger): void {
    const setting = 'STREAMING_PROXY_KEY'
    const { secretFiles, STREAMING_PROXY_KEY: given } = this.settings
    let leaveMade = () => {}
    const path = secretFiles[setting]
    if (path !== undefined) {
      const use = (values: string[]) => {
        // The file was empty at the start; from now on what it holds counts, as it would after a restart.
        leaveMade()
        this.keys.replace(values)
      }
      this.follower.follow({ setting, path, current: given, use })
    }
    if (given.length > 0) return
    const kept = keptSecret(dataDir, setting)
    const values = parseSecret(setting, kept.value)
    if (!values)
      throw new CannotStart(
        `${setting}: the file ${kept.path} holds what is no key. Keys are of printable ASCII characters, each on a line; without the file a new one is made.`,
      )
    log.info(
      { path: kept.path, keys: values.length },
      kept.made ? 'a key for API clients was made' : 'the key for API clients is kept here',
    )
    this.keys.replace(values)
    const use = (values: string[]) => this.keys.replace(values)
    leaveMade = this.follower.follow({ setting, path: kept.path, current: values, use })
  }

  openOthers(log: Logger): void {
    const { secretFiles, UI_PASSWORD, OPENAI_API_KEY } = this.settings
    const one = (value: string) => (value === '' ? [] : [value])
    if (secretFiles.UI_PASSWORD !== undefined)
      this.follower.follow({
        setting: 'UI_PASSWORD',
        path: secretFiles.UI_PASSWORD,
        current: one(UI_PASSWORD),
        use: (values) => (this.password = new Keys(values)),
      })
    if (secretFiles.OPENAI_API_KEY !== undefined)
      this.follower.follow({
        setting: 'OPENAI_API_KEY',
        path: secretFiles.OPENAI_API_KEY,
        current: one(OPENAI_API_KEY),
        use: ([value = '']) => {
          this.modelKey = value
          if (writerOf(this.settings) === 'demo')
            log.warn(
              { setting: 'OPENAI_API_KEY' },
              'there is a key for a model now; the demo model writes until the next start all the same',
            )
        },
      })
  }
}
