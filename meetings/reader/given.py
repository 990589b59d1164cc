"""Given names usual in Sweden, so that a bare first name can be told from a word that begins a heading."""

from .wordlist import words

GIVEN = words(
    """Abbe Adam Agneta Ahmed Albert Albin Alexander Alexandra Alf Alfred Alice Alicia Ali Alma Alva Amanda Amina
    Amir Anders Andrea Andreas Anette Angelica Anita Ann Anna Anna-Karin Anna-Lena Anne Anneli Annelie Annette
    Annica Annika Anton Arne Arvid Asta Astrid August Axel Barbro Bengt Benny Berit Bernt Bertil Birger Birgit
    Birgitta Bjarne Bo Boel Bosse Britt Britta Bror Börje Camilla Carin Carina Carl Carola Carolina Caroline
    Catarina Catharina Cathrin Cecilia Charlotta Charlotte Christer Christian Christina Christine Claes Clara
    Conny Curt Dag Dan Daniel David Dennis Ebba Edit Edvin Eila Einar Eino Elias Elin Elina Elisabet Elisabeth
    Ella Ellen Elsa Elsie Elvira Emelie Emil Emilia Emma Eric Erik Erika Erland Ester Eskil Eva Evelina Fatima
    Felicia Felix Filip Fred Frank Fredrik Freja Frida Fredrika Frans Frej Gabriel Gabriella Georg Gerd Gertrud
    Gudrun Gun Gunhild Gunilla Gunnar Gunnel Gustaf Gustav Gösta Göran Göte Hanna Hans Harald Harriet Hasse
    Hedda Hedvig Helén Helen Helena Helene Helge Helmer Henrik Henry Herman Hjalmar Hugo Håkan Ida Inga Ingela
    Ingegerd Inger Ingmar Ingrid Ingvar Irene Irma Isabella Isak Ivar Jacob Jakob Jan Jane Janne Jasmin Jeanette
    Jennie Jenny Jens Jerry Jessica Jimmy Joakim Johan Johanna Johannes John Johnny Jon Jonas Jonathan Josef
    Josefin Josefine Julia Juni Jörgen Kaj Kajsa Kalle Karin Karl Karolina Katarina Kennet Kenneth Kent Kerstin
    Kim Kjell Klara Klas Knut Konrad Krister Kristian Kristin Kristina Kristoffer Kurt Kåre Lars Lasse Leif Lena
    Lennart Leo Leon Leyla Lilian Lillemor Lina Linda Linn Linnea Linus Lisa Lisbeth Lise Liselotte Lotta Louise
    Lova Love Lovisa Lucas Lukas Ludvig Madeleine Magdalena Magnus Maj Maja Malin Malte Margareta Margit Margot
    Maria Marianne Marie Marika Marina Mariana Markus Martin Martina Mathias Matilda Mats Mattias Max Melker Mia
    Michael Mikael Mikaela Milla Mimmi Moa Mohamed Mona Monica Monika Märta Måns Märit Nadia Natalie Nathalie
    Nellie Nicklas Niclas Niklas Nils Nina Nora Ola Olle Olof Ole Oliver Olivia Omar Oscar Oskar Otto Ove Patric
    Patricia Patrik Paul Paula Paulina Pär Per Pernilla Peter Petra Petter Pia Pontus Ragnar Ragnhild Rebecca
    Rebecka Reidar Rickard Rikard Robert Robin Roger Roland Rolf Ronny Rose Roy Rune Rut Ruth Samir Samuel
    Sandra Sanna Sara Selma Signe Sigrid Simon Siri Sofia Sofie Solveig Sonja Staffan Stefan Stellan Sten Stig
    Stina Sture Sune Susann Susanna Susanne Svante Sven Svetlana Sverker Sylvia Sören Tage Tanja Teodor Terese
    Therese Theo Thomas Thorbjörn Tilda Tim Tina Tobias Tommy Tomas Tony Tor Tora Torbjörn Tord Tore Torsten
    Tove Tuva Tyra Ulf Ulla Ulrica Ulrika Urban Ursula Valdemar Vanja Vera Veronica Veronika Victor Victoria
    Vidar Viggo Viktor Viktoria Vilhelm Vilma Viola Viveka Vivianne Walter Wilhelm Ylva Yngve Yvonne Yusuf Zahra
    Åke Åsa Örjan Östen Asa Solbritt Siv Siw Berith Bodil Disa Dagmar Runa Ronja Folke Greta Hillevi Ingalill
    Iris Irina Jarl Jari Juhani Kirsti Laila Lotte Maud Nanna Niina Päivi Raija Riitta Rakel Sirpa Seija Tarja
    Timo Tiina Tuula Tuomas Urho Vendela Barbara Beata Cornelia Daniella Desirée Eleonora Elma Ewa Gisela Görel
    Hampus Jesper Jerker Josefina Jürgen Kristofer Marcus Mårten Nahid Noah Noel Olga Reza Sanaz Sebastian Siham
    Sixten Susan Tommie Wilma Zara"""
)
