# Draws rows.svg from rows.dat: gnuplot rows.gp
set encoding utf8
set terminal svg size 960,575 noenhanced font 'sans-serif,15' background '#ffffff' name 'rows'
set output 'rows.svg'
set title 'How far off each row is: beyond the lines it is wrong' font ',17' offset 0,0.3
set border 3 linewidth 1.2
set tics nomirror out
set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8
set key at screen 0.06,screen 16.0/575 left top vertical Left reverse samplen 3 spacing 1.25 font ',13'
set lmargin 11
set rmargin 4
set bmargin at screen 100.0/575
set xlabel 'row of validation.csv'
set ylabel 'half-widths of its interval'
set yrange [-1.5:1.5]
set xrange [0:210]
unset key
plot 1 with lines linecolor rgb '#d55e00', -1 with lines linecolor rgb '#d55e00', 'rows.dat' using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#0072b2'
