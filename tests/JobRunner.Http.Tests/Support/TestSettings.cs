using Microsoft.Extensions.Configuration;

namespace JobRunner.Http.Tests.Support;

/// <summary>A server's configuration, which can change while it runs, as a file would. Permissions are in it, all other options a test sets in code.</summary>
internal sealed class TestSettings : ConfigurationProvider, IConfigurationSource
{
    public const string Section = "Jobs";

    private static readonly string[] Own = ["start", "query", "stop", "input", "output"];

    public TestSettings()
    {
        Put("alice", Own);
        Put("bob", Own);
        Put("operator", [.. Own, "all-jobs"]);
        Put("reader", ["query", "output"]);
    }

    /// <summary>Lets a client do this and nothing else, at once.</summary>
    public void Permit(string client, params string[] permissions)
    {
        Put(client, permissions);
        OnReload();
    }

    /// <summary>Changes an option at once.</summary>
    public void Change(string option, string value)
    {
        Data[$"{Section}:{option}"] = value;
        OnReload();
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private void Put(string client, string[] permissions)
    {
        var prefix = $"{Section}:{nameof(JobsHttpOptions.Clients)}:{client}";
        foreach (var old in Data.Keys.Where(key => key.StartsWith($"{prefix}:", StringComparison.Ordinal)).ToArray())
        {
            Data.Remove(old);
        }

        for (var i = 0; i < permissions.Length; i++)
        {
            Data[$"{prefix}:{i}"] = permissions[i];
        }
    }
}
