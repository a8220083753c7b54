using System.Text.Json;
using JobRunner.Cli.Failures;

namespace JobRunner.Cli.Connection;

/// <summary>Servers under names of one's own: <c>~/.config/jobctl/config.json</c>, or the file that JOBCTL_CONFIG names.</summary>
internal sealed class ProfileFile
{
    private const string UsualDefault = "default";

    private readonly string _path;
    private readonly string _home;
    private readonly ProfileDocument _document;

    private ProfileFile(string path, string home, ProfileDocument document)
    {
        _path = path;
        _home = home;
        _document = document;
    }

    /// <exception cref="CliException">It can't be read.</exception>
    public static ProfileFile Read(Func<string, string?> variable)
    {
        var home = variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = variable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config");
        var path = Path.GetFullPath(variable("JOBCTL_CONFIG") ?? Path.Combine(folder, "jobctl", "config.json"));
        return new(path, home, File.Exists(path) ? Parse(path) : new ProfileDocument());
    }

    /// <summary>For completion: which profiles there are.</summary>
    public static IEnumerable<string> NamesOf(Func<string, string?> variable) => Read(variable)._document.Profiles.Keys;

    /// <exception cref="CliException">There is none of that name.</exception>
    public ConnectionSettings Named(string name)
    {
        if (_document.Profiles.TryGetValue(name, out var profile))
        {
            return profile.ToSettings(Path.GetDirectoryName(_path)!, _home);
        }

        var known = _document.Profiles.Count == 0 ? "there is none" : $"there are {string.Join(", ", _document.Profiles.Keys)}";
        throw CliException.Usage($"There is no profile '{name}' in {_path}: {known}.");
    }

    /// <summary>The profile that is used unless told otherwise; nothing, if there is none.</summary>
    public ConnectionSettings Default(string? name)
    {
        name ??= _document.DefaultProfile;
        return name is null && !_document.Profiles.ContainsKey(UsualDefault) ? new() : Named(name ?? UsualDefault);
    }

    private static ProfileDocument Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ProfileJson.Default.ProfileDocument) ?? new();
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw CliException.Usage(
                $"The profile file {path}{place} is not as it has to be: {{ \"profiles\": {{ \"NAME\": {{ \"url\": …, \"cert\": …, \"key\": …, \"cacert\": … }} }} }}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"The profile file {path} can't be read: {e.Message}", e);
        }
    }
}
