import { expect, test } from 'bun:test'
import { type HumanLanguage, humanLanguageOf } from '../../src/planning/demo/human-language.ts'

const BRIEFS: [HumanLanguage, string][] = [
  ['English', 'A web app that shows tide tables for small harbours.'],
  ['English', 'A diary for plants. Works offline.'],
  ['English', 'Do people do as much as they say? A game.'],
  ['English', 'A CLI to rename photos as a batch'],
  ['English', 'Invoices, as PDF, as CSV, as a mail.'],
  ['English', 'Bookings at Casa do Pão e Vinho, a bakery as small as a room.'],
  ['English', 'A menu for La Trattoria di Nonna, a place in Roma'],
  ['English', 'Meldet is a clone of Das Telefonbuch for a village'],
  ['English', 'A site as a gift: El Camino de Santiago, day by day'],
  ['English', 'Guests book a room at Le Petit Hôtel de la Gare and pay as they leave.'],
  ['English', 'Track parcels of De Post and show a map'],
  ['English', 'Do not lose a to-do: a list, as plain as a sheet of paper'],
  ['German', 'Eine App, die den Gezeitenkalender kleiner Häfen zeigt.'],
  ['German', 'Ein Tagebuch für Pflanzen, das ohne Netz geht'],
  ['German', 'Rechnungen als PDF, mit Mahnung per Mail. Der Nutzer kann sie stornieren.'],
  ['French', 'Une application qui montre les marées de petits ports.'],
  ['French', 'Un journal de plantes, sans réseau, avec des rappels'],
  ['French', 'Je veux une liste de courses pour ma famille.'],
  ['Spanish', 'Una aplicación que muestra las mareas de puertos pequeños.'],
  ['Spanish', 'Un diario de plantas para el móvil, sin red y con avisos'],
  ['Spanish', 'Quiero una lista de la compra para mi familia.'],
  ['Portuguese', 'Um aplicativo que mostra as marés de pequenos portos.'],
  ['Portuguese', 'Um diário de plantas para o celular, sem rede e com avisos'],
  ['Portuguese', 'Quero uma lista de compras para a família.'],
  ['Italian', 'Una app che mostra le maree dei piccoli porti.'],
  ['Italian', 'Un diario delle piante per il telefono, che deve funzionare senza rete'],
  ['Dutch', 'Een app die de getijden van kleine havens toont.'],
  ['Dutch', 'Een dagboek voor planten, dat zonder netwerk moet werken'],
  ['Japanese', '小さな港の潮汐表を表示するアプリです。'],
  ['Japanese', '植物の日記。水やりを記録できる。'],
]

test.each(BRIEFS)('a short brief is taken for what it is: %s, %s', (language, brief) => {
  expect(humanLanguageOf(brief)).toBe(language)
})
