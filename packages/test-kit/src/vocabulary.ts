/** Words for paths, notes and padding. */
export const words =
  'river basin spring delta channel current gauge level storm drought meadow valley bridge harbour station report normal warning sensor update sample cascade granite estuary sediment tributary floodplain weir sluice headwater aquifer turbine lagoon marsh ripple shoal'.split(
    ' ',
  );

/** Given and family names. */
export const names =
  'Ada Grace Edsger Barbara Donald Frances Alan Margaret Dennis Radia Ken Hedy Lovelace Hopper Dijkstra Liskov Knuth Allen Turing Hamilton Ritchie Perlman Thompson Lamarr'.split(
    ' ',
  );

export const cities =
  'Geneva Basel Cologne Rotterdam Passau Vienna Budapest Belgrade Lyon Avignon Arles Torino'.split(' ');
