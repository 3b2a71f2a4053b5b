/** Long enough to be interrupted, short enough to be heard to the end. */
export const STORIES: readonly string[] = [
  'Once there was a lighthouse keeper who had never seen the sea by day. Every night he lit the lamp, and every morning he slept. One evening a ship sailed so close that he could hear people laughing on deck. He called out to ask what the water looked like in the sun. The captain called back that it looked just like his lamp, only everywhere. The next day the keeper stayed awake until noon, and he never complained about the night again.',
  'There was a small robot who counted the birds in a park. On Monday it counted twelve, on Tuesday nine, and on Wednesday none at all. It was worried, and it asked a girl on a bench where they had gone. She pointed at the robot and laughed, for all of them were sitting on its head. Since that day the robot has added a dozen to every count, just to be safe.',
  'A baker in a mountain village baked one loaf too many every day. People told him to count better, but he only smiled. In the winter the pass was closed by snow, and a tired stranger knocked at his door. The baker handed her the last loaf, still warm. She was the engineer who would dig the road free, and she said it was the best bread she had ever eaten. The village still bakes one loaf too many.',
];

export const JOKES: readonly string[] = [
  'Why did the microphone break up with the speaker? There was too much feedback.',
  'I told my computer that I needed a break. It said no problem, and went to sleep.',
  'Why do programmers confuse Halloween and Christmas? Because October thirty one is December twenty five.',
];
