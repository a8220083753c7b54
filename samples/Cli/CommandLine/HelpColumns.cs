namespace JobRunner.Cli.CommandLine;

/// <summary>Two columns of text, the second wrapped between words.</summary>
internal sealed class HelpColumns(TextWriter writer, int width)
{
    private const int Indentation = 2;
    private const int Gap = 3;
    private const int NarrowestText = 20;

    public void Write(IEnumerable<(string Name, string Text)> rows)
    {
        var all = rows.ToList();
        var first = all.Max(row => row.Name.Length);
        var start = Indentation + first + Gap;

        // Where two columns don't fit the texts stand below the names.
        var stacked = width - start < NarrowestText;
        var room = Math.Max(stacked ? width - (2 * Indentation) : width - start, NarrowestText);
        foreach (var (name, text) in all)
        {
            var lines = Wrap(text, room);
            writer.WriteLine(stacked ? $"{Blanks(Indentation)}{name}" : $"{Blanks(Indentation)}{name.PadRight(first)}{Blanks(Gap)}{lines[0]}");
            foreach (var line in stacked ? lines : lines.Skip(1))
            {
                writer.WriteLine(Blanks(stacked ? 2 * Indentation : start) + line);
            }
        }
    }

    /// <summary>Text across both.</summary>
    public void WriteText(string text)
    {
        foreach (var line in text.Split('\n').SelectMany(line => Wrap(line, Math.Max(width, NarrowestText))))
        {
            writer.WriteLine(line);
        }
    }

    private static string Blanks(int count) => new(' ', count);

    private static List<string> Wrap(string text, int room)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            var line = lines[^1];
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return lines;
    }
}
