// Pictures by name, as people write them between colons.
(function (parlor) {
  'use strict';

  const table = `
    smile 😄 grin 😁 joy 😂 rofl 🤣 slight_smile 🙂 wink 😉 blush 😊 heart_eyes 😍 kissing_heart 😘 thinking 🤔
    neutral 😐 expressionless 😑 rolling_eyes 🙄 relieved 😌 sleeping 😴 sunglasses 😎 nerd 🤓 confused 😕 worried 😟
    open_mouth 😮 astonished 😲 flushed 😳 pleading 🥺 cry 😢 sob 😭 scream 😱 tired 😫 angry 😠 rage 😡 skull 💀
    clown 🤡 ghost 👻 robot 🤖 cat 🐱 dog 🐶 fox 🦊 bear 🐻 panda 🐼 penguin 🐧 owl 🦉 bee 🐝 butterfly 🦋 turtle 🐢
    heart ❤️ broken_heart 💔 sparkling_heart 💖 blue_heart 💙 green_heart 💚 yellow_heart 💛 purple_heart 💜
    thumbsup 👍 thumbsdown 👎 ok_hand 👌 clap 👏 wave 👋 raised_hands 🙌 pray 🙏 handshake 🤝 muscle 💪 point_up ☝️
    point_right 👉 point_left 👈 point_down 👇 eyes 👀 brain 🧠 ear 👂 writing ✍️ crossed_fingers 🤞 v ✌️ fist ✊
    fire 🔥 sparkles ✨ star ⭐ boom 💥 zap ⚡ sunny ☀️ cloud ☁️ rain 🌧️ snow ❄️ rainbow 🌈 moon 🌙 earth 🌍 ocean 🌊
    tree 🌳 flower 🌸 rose 🌹 four_leaf_clover 🍀 cactus 🌵 mushroom 🍄 apple 🍎 banana 🍌 lemon 🍋 cherry 🍒 grapes 🍇
    bread 🍞 cheese 🧀 pizza 🍕 burger 🍔 fries 🍟 taco 🌮 sushi 🍣 cake 🍰 birthday 🎂 cookie 🍪 chocolate 🍫 popcorn 🍿
    coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine 🍷 cocktail 🍸 tada 🎉 gift 🎁 balloon 🎈 trophy 🏆 medal 🏅 soccer ⚽
    basketball 🏀 chess ♟️ dice 🎲 guitar 🎸 music 🎵 art 🎨 movie 🎬 camera 📷 book 📖 books 📚 pencil ✏️ memo 📝
    pushpin 📌 paperclip 📎 scissors ✂️ lock 🔒 unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 gear ⚙️ bulb 💡 battery 🔋 laptop 💻
    phone 📱 email 📧 bell 🔔 calendar 📅 clock 🕐 hourglass ⏳ rocket 🚀 airplane ✈️ car 🚗 bike 🚲 train 🚆 ship 🚢
    house 🏠 tent ⛺ checkered_flag 🏁 warning ⚠️ no_entry ⛔ stop 🛑 question ❓ exclamation ❗ check ✅ x ❌ plus ➕ bug 🐛
    100 💯 recycle ♻️ arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ zzz 💤 speech 💬 poop 💩 shrug 🤷 facepalm 🤦
  `.trim().split(/\s+/);

  parlor.emoji = new Map();
  for (let index = 0; index < table.length; index += 2) parlor.emoji.set(table[index], table[index + 1]);
})((globalThis.Parlor ??= {}));
