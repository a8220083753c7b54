using System.Collections.Concurrent;

namespace JobRunner.Soak;

/// <summary>What was seen: how often, and what should not have been.</summary>
internal sealed class Findings
{
    private const int MostShown = 20;

    private readonly ConcurrentDictionary<string, long> _counts = new();
    private int _faults;

    public int Faults => _faults;

    public string Figures => string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"));

    public void Count(string what, long by = 1) => _counts.AddOrUpdate(what, by, (_, before) => before + by);

    public void Fault(string what)
    {
        if (Interlocked.Increment(ref _faults) <= MostShown)
        {
            Console.Error.WriteLine($"FAULT {what}");
        }
    }

    public void Expect(bool holds, string what)
    {
        if (!holds)
        {
            Fault(what);
        }
    }
}
