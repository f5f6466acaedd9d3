# Draws answers.svg from answers.dat: gnuplot answers.gp
set encoding utf8
set terminal svg size 960,625 noenhanced font 'sans-serif,15' background '#ffffff' name 'answers'
set output 'answers.svg'
set title 'Until the inviter has its 200, people answer after 1 s in the mean: points measured, lines exact' font ',17' offset 0,0.3
set border 3 linewidth 1.2
set tics nomirror out
set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8
set key at screen 0.06,screen 66.0/625 left top vertical Left reverse samplen 3 spacing 1.25 font ',13'
set lmargin 11
set rmargin 4
set bmargin at screen 150.0/625
set xlabel 'people invited'
set ylabel 's'
set logscale xy
set xrange [0.8:1300]
set yrange [0.0005:20]
plot 'answers.dat' index 0 using 1:2 with lines linewidth 1.5 linecolor rgb '#d55e00' title 'when all have answered', \
    'answers.dat' index 0 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#d55e00' notitle, \
    'answers.dat' index 1 using 1:2 with lines linewidth 1.5 linecolor rgb '#0072b2' title 'when the first has answered', \
    'answers.dat' index 1 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#0072b2' notitle
